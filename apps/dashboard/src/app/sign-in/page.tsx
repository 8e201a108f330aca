import Link from "next/link";
import { redirect } from "next/navigation";
import { PasskeySignIn } from "#features/passkeys/passkey-sign-in.tsx";
import { EntryFrame } from "#features/sign-in/entry-frame.tsx";
import { type NextParams, nextOf } from "#features/sign-in/next-param.ts";
import { SignInForm } from "#features/sign-in/sign-in-form.tsx";
import { getActor } from "#server/auth/get-actor.ts";
import { services } from "#server/services.ts";

export const metadata = { title: "Sign in" };

export default async function SignInPage({ searchParams }: NextParams) {
  const { path, query } = await nextOf(searchParams);
  if (await getActor()) redirect(path);
  const canMail = services().settings.SMTP_URL !== undefined;
  return (
    <EntryFrame
      title="Sign in"
      footer={
        canMail ? (
          <>
            <Link href={`/sign-in/link${query}`}>Have a link mailed to you instead</Link>
            <Link href={`/sign-in/forgot${query}`}>Forgot your password?</Link>
            <span>
              New here? <Link href={`/sign-up${query}`}>Create an account</Link>
            </span>
          </>
        ) : (
          "No account yet? Ask an owner or admin of your organization for an invitation."
        )
      }
    >
      <SignInForm next={path} />
      <PasskeySignIn next={path} />
    </EntryFrame>
  );
}
