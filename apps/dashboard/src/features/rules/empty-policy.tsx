import { Button, EmptyState } from "@countersign/ui";
import type { Vocabulary } from "#server/views/vocabulary.ts";

interface EmptyPolicyProps {
  readonly vocabulary: Vocabulary;
  readonly isReadOnly: boolean;
  readonly onStart: (text: string) => void;
}

/** No policy yet: what that means, and a careful first one for what is connected. */
export function EmptyPolicy({ vocabulary, isReadOnly, onStart }: EmptyPolicyProps) {
  const operations = vocabulary.connections.flatMap((connection) => connection.operations);
  const reads = operations.filter((operation) => operation.class === "read").length;
  return (
    <EmptyState
      title="No agent may do anything yet"
      action={
        isReadOnly ? undefined : (
          <div className="flex flex-wrap gap-2">
            <Button look="primary" onClick={() => onStart(vocabulary.starter)}>
              Start from a careful policy
            </Button>
            <Button onClick={() => onStart("version: 1\n\nrules:\n")}>Start from nothing</Button>
          </div>
        )
      }
    >
      <p className="mt-0">
        Rules say which agent may call which operation, under which conditions, how often and for how much. What no rule
        allows is denied.
      </p>
      <p className="mb-0">
        {operations.length === 0
          ? "Nothing is connected yet, so that a first policy has nothing to name. Connect a server first, or write one by hand."
          : `A careful first policy for your ${operations.length} connected operations: the ${reads} that only read are allowed up to 500 calls a day, the ${operations.length - reads} others ask a person. You read and change it before anything is published.`}
      </p>
    </EmptyState>
  );
}
