"use client";

import { Button, Mark } from "@countersign/ui";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { describeError } from "#features/api/describe-error.ts";
import { useTRPC } from "#features/api/trpc.ts";
import { DenyDialog } from "#features/approvals/deny-dialog.tsx";

/** Approve and Deny by a mailed link. Only they send anything: programs that look at mail open every link. */
export function LinkBar({ token }: { readonly token: string }) {
  const trpc = useTRPC();
  const [isDenying, setIsDenying] = useState(false);
  const decide = useMutation(trpc.entry.decideByLink.mutationOptions({ onSettled: () => setIsDenying(false) }));
  if (decide.isSuccess) return <Decided isDenial={decide.variables.decision === "deny"} state={decide.data.state} />;
  return (
    <div className="grid gap-4">
      {decide.error ? (
        <p role="alert" className="m-0 text-deny">
          {describeError(decide.error)}
        </p>
      ) : null}
      <div className="acts">
        <Button look="seal" disabled={decide.isPending} onClick={() => decide.mutate({ token, decision: "approve" })}>
          {decide.isPending ? "Deciding…" : "Approve"}
        </Button>
        <Button disabled={decide.isPending} onClick={() => setIsDenying(true)}>
          Deny…
        </Button>
      </div>
      <DenyDialog
        isOpen={isDenying}
        isPending={decide.isPending}
        onClose={() => setIsDenying(false)}
        onDeny={(reason) => decide.mutate({ token, decision: "deny", reason })}
      />
    </div>
  );
}

function Decided({ isDenial, state }: { readonly isDenial: boolean; readonly state: string }) {
  const says = isDenial ? "The call doesn't run, and the agent is told why." : "The call may run once.";
  return (
    <p role="status" className="m-0">
      <Mark kind={isDenial ? "deny" : "allow"}>{isDenial ? "Denied" : "Approved"}</Mark>{" "}
      {state === "pending" ? "Your vote is counted. Others have to decide too." : says}
    </p>
  );
}
