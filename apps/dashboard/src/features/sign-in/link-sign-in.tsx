"use client";

import { Button } from "@countersign/ui";
import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import { describeError } from "#features/api/describe-error.ts";
import { useTRPC } from "#features/api/trpc.ts";
import { takeRememberedPath } from "./remembered-path.ts";

/** The button that uses a link up: opening its page does nothing, since programs that look at mail open every link. */
export function LinkSignIn({ token, email }: { readonly token: string; readonly email: string }) {
  const trpc = useTRPC();
  const signIn = useMutation(
    trpc.entry.signIn.mutationOptions({ onSuccess: () => window.location.assign(takeRememberedPath()) }),
  );
  const isBusy = signIn.isPending || signIn.isSuccess;
  return (
    <div className="grid gap-4">
      {signIn.error ? (
        <p role="alert" className="m-0 text-deny">
          {describeError(signIn.error)} <Link href="/sign-in/link">Ask for a new link</Link>
        </p>
      ) : null}
      <Button look="primary" disabled={isBusy} onClick={() => signIn.mutate({ token })} autoFocus>
        <span className="truncate">{isBusy ? "Signing in…" : `Sign in as ${email}`}</span>
      </Button>
    </div>
  );
}
