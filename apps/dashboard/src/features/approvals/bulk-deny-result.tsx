import { Button, Mark, Progress, VisibleText } from "@countersign/ui";
import Link from "next/link";
import type { BulkDenial } from "./use-bulk-deny.ts";

interface BulkDenyResultProps {
  readonly denial: BulkDenial;
  readonly organization: string;
  readonly onClose: () => void;
}

/** How far a denial of several calls is, and what came of each. */
export function BulkDenyResult({ denial: { total, done }, organization, onClose }: BulkDenyResultProps) {
  const isDone = done.length === total;
  const denied = done.filter(({ problem }) => problem === null).length;
  return (
    <section className="m-4 grid gap-3" aria-label="What came of denying them">
      {isDone ? (
        <div className="flex flex-wrap items-center justify-between gap-3">
          <b role="status">
            {denied} of {total} denied. The agents are told your reason.
          </b>
          <Button onClick={onClose}>Close</Button>
        </div>
      ) : (
        <Progress label={`Denying ${done.length + 1} of ${total}`} value={done.length / total} />
      )}
      <ul className="m-0 list-none p-0">
        {done.map(({ row, problem }) => (
          <li key={row.id} className="flex flex-wrap items-baseline gap-x-3 border-b py-2">
            <Mark kind={problem === null ? "deny" : "failed"}>{problem === null ? "denied" : "not denied"}</Mark>
            <Link href={`/o/${organization}/approvals/${row.id}`} className="mono">
              {row.operation}
            </Link>
            <span className="muted min-w-0 break-words">
              <VisibleText>{problem ?? row.summary}</VisibleText>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
