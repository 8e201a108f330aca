import { redirect } from "next/navigation";
import { safePath } from "#features/sign-in/safe-path.ts";
import { SignInForm } from "#features/sign-in/sign-in-form.tsx";
import { getActor } from "#server/auth/get-actor.ts";

export const metadata = { title: "Sign in" };

interface SignInProps {
  readonly searchParams: Promise<{ readonly next?: string | string[] }>;
}

export default async function SignInPage({ searchParams }: SignInProps) {
  const { next } = await searchParams;
  const path = safePath(typeof next === "string" ? next : undefined);
  if (await getActor()) redirect(path);
  return (
    <main className="mx-auto grid min-h-dvh max-w-[360px] content-center gap-6 px-4 py-12">
      <div className="brand">
        <b aria-hidden="true" />
        Countersign
      </div>
      <h1>Sign in</h1>
      <SignInForm next={path} />
    </main>
  );
}
