"use client";

import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "#features/api/trpc.ts";
import { AccountForm } from "#features/sign-up/account-form.tsx";

interface JoinFormProps {
  readonly token: string;
  readonly email: string;
  readonly organizationTitle: string;
  readonly needsPassword: boolean;
}

/** Accepts an invitation as somebody without an account. */
export function JoinForm({ token, email, organizationTitle, needsPassword }: JoinFormProps) {
  const trpc = useTRPC();
  const join = useMutation(trpc.entry.join.mutationOptions());
  return (
    <AccountForm
      email={email}
      submitLabel={`Join ${organizationTitle}`}
      needsPassword={needsPassword}
      onSubmit={async (account) => {
        const { organization } = await join.mutateAsync({ token, ...account });
        window.location.assign(`/o/${organization}`);
      }}
    />
  );
}
