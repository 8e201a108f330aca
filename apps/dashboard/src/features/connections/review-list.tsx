"use client";

import { Badge, Button, ConfirmDialog, DiffView, EmptyState, Section, TimeText } from "@countersign/ui";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import type { Connection, Operation } from "./connection-types.ts";
import { useMayChange } from "./use-may-change.ts";

interface ReviewListProps {
  readonly connection: Connection;
  readonly operations: readonly Operation[];
}

type Candidate = NonNullable<Operation["candidate"]>;

/** Definitions that no person has accepted: what was in use, what the server says now, and the decision. */
export function ReviewList({ connection, operations }: ReviewListProps) {
  const waiting = operations.flatMap((operation) => {
    const { candidate } = operation;
    return candidate ? [{ operation, candidate }] : [];
  });
  if (waiting.length === 0) {
    return (
      <EmptyState title="Nothing to review.">
        When {connection.title} changes what a tool says of itself, calls of it are held and the difference stands here.
      </EmptyState>
    );
  }
  return waiting.map(({ operation, candidate }) => (
    <Review key={`${operation.id} ${candidate.hash}`} operation={operation} candidate={candidate} />
  ));
}

interface ReviewProps {
  readonly operation: Operation;
  readonly candidate: Candidate;
}

function Review({ operation, candidate }: ReviewProps) {
  const mayChange = useMayChange();
  const before = candidate.isNew ? "" : laidOut(operation.definition);
  return (
    <Section
      title={operation.name}
      description={
        <>
          {candidate.isNew ? "Appeared" : "Changed"} <TimeText at={candidate.seenAt} />. Calls of it are held until a
          person accepts it: what a tool says of itself steers the agents that read it.
        </>
      }
      actions={candidate.isRejected ? <Badge tone="danger">Rejected</Badge> : null}
    >
      <DiffView
        label={`What changed in ${operation.name}`}
        before={before}
        after={laidOut(candidate.definition)}
        beforeTitle={candidate.isNew ? "Not known before" : "As it was accepted"}
        afterTitle="As the server says now"
      />
      {mayChange ? <Verdict operation={operation} candidate={candidate} /> : null}
    </Section>
  );
}

function Verdict({ operation, candidate }: ReviewProps) {
  const trpc = useTRPC();
  const { name: organization } = useOrganization();
  const [asked, setAsked] = useState<"accept" | "reject" | null>(null);
  const accept = useMutation(trpc.connections.acceptChange.mutationOptions());
  const reject = useMutation(trpc.connections.rejectChange.mutationOptions());
  const review = { organization, operationId: operation.id, candidateHash: candidate.hash };
  return (
    <div className="mt-4 flex flex-wrap gap-2">
      <Button look="primary" onClick={() => setAsked("accept")}>
        Accept {operation.name}
      </Button>
      {candidate.isRejected ? null : <Button onClick={() => setAsked("reject")}>Keep it held</Button>}
      <ConfirmDialog
        isOpen={asked === "accept"}
        title={`Accept ${operation.name} as shown?`}
        body="Agents see this definition from their next list on, and rules apply to it as before."
        confirmLabel={`Accept ${operation.name}`}
        onConfirm={() => accept.mutateAsync(review)}
        onClose={() => setAsked(null)}
      />
      <ConfirmDialog
        isOpen={asked === "reject"}
        title={`Keep ${operation.name} held?`}
        body="It stays unavailable to every agent. You can accept it later, or the server may change it back."
        confirmLabel={`Keep ${operation.name} held`}
        onConfirm={() => reject.mutateAsync(review)}
        onClose={() => setAsked(null)}
      />
    </div>
  );
}

/** One member a line, so that a difference shows where it is. */
function laidOut(definition: string): string {
  return JSON.stringify(JSON.parse(definition), null, 2);
}
