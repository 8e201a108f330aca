"use client";

import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "#features/api/trpc.ts";
import { takeRememberedPath } from "#features/sign-in/remembered-path.ts";
import { AccountForm } from "./account-form.tsx";

/** Makes the account of a mailed link's address and goes on to the first organization. */
export function SignUpForm({ token, email }: { readonly token: string; readonly email: string }) {
  const trpc = useTRPC();
  const signUp = useMutation(trpc.entry.signUp.mutationOptions());
  return (
    <AccountForm
      email={email}
      submitLabel="Create your account"
      needsPassword={false}
      onSubmit={async (account) => {
        await signUp.mutateAsync({ token, ...account });
        window.location.assign(takeRememberedPath());
      }}
    />
  );
}
