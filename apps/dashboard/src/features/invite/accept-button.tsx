"use client";

import { Button } from "@countersign/ui";
import { useMutation } from "@tanstack/react-query";
import { describeError } from "#features/api/describe-error.ts";
import { useTRPC } from "#features/api/trpc.ts";

/** Accepts an invitation as the person who is signed in. */
export function AcceptButton({
  token,
  organizationTitle,
}: {
  readonly token: string;
  readonly organizationTitle: string;
}) {
  const trpc = useTRPC();
  const accept = useMutation(
    trpc.invitations.accept.mutationOptions({
      onSuccess: ({ organization }) => window.location.assign(`/o/${organization}`),
    }),
  );
  const isBusy = accept.isPending || accept.isSuccess;
  return (
    <div className="grid gap-4">
      {accept.error ? (
        <p role="alert" className="m-0 text-deny">
          {describeError(accept.error)}
        </p>
      ) : null}
      <Button look="primary" disabled={isBusy} onClick={() => accept.mutate({ token })} autoFocus>
        <span className="truncate">{isBusy ? "Joining…" : `Join ${organizationTitle}`}</span>
      </Button>
    </div>
  );
}
