import type { MarkKind } from "@countersign/ui";
import type { RecordRow } from "#server/views/record.ts";

interface MarkAndWord {
  readonly mark: MarkKind;
  readonly word: string;
}

/** A call's mark: a decision always has the same colour and shape, wherever it is shown. */
const BY_OUTCOME: Readonly<Record<string, MarkAndWord>> = {
  succeeded: { mark: "allow", word: "allowed" },
  denied: { mark: "deny", word: "denied" },
  limited: { mark: "limit", word: "cap" },
  failed: { mark: "failed", word: "failed" },
  expired: { mark: "expired", word: "expired" },
  cancelled: { mark: "cancelled", word: "cancelled" },
  unknown: { mark: "unknown", word: "unknown" },
};

const BY_ACTION: Readonly<Record<string, MarkAndWord>> = {
  "approval.requested": { mark: "note", word: "asked" },
  "approval.approved": { mark: "allow", word: "approved" },
  "approval.glass_broken": { mark: "limit", word: "break-glass" },
  "approval.glass_touched": { mark: "limit", word: "glass begun" },
  "approval.denied": { mark: "deny", word: "denied" },
  "approval.expired": { mark: "expired", word: "expired" },
  "approval.lapsed": { mark: "expired", word: "lapsed" },
  "approval.cancelled": { mark: "cancelled", word: "cancelled" },
};

/** The mark and the word of a record: a call by its outcome, an act by what was done. */
export function markOf(row: Pick<RecordRow, "kind" | "outcome" | "action">): MarkAndWord {
  if (row.kind === "call") return BY_OUTCOME[row.outcome ?? "unknown"] ?? { mark: "unknown", word: "unknown" };
  const action = row.action ?? row.kind;
  return BY_ACTION[action] ?? { mark: "note", word: action.split(".").at(-1)?.replaceAll("_", " ") ?? action };
}

/** The mark of an approval by its state. */
export function markOfState(state: string): MarkAndWord {
  const marks: Readonly<Record<string, MarkAndWord>> = {
    pending: { mark: "waiting", word: "waiting" },
    approved: { mark: "allow", word: "approved" },
    executing: { mark: "allow", word: "running" },
    executed: { mark: "allow", word: "ran" },
    failed: { mark: "failed", word: "failed" },
    unknown: { mark: "unknown", word: "unknown" },
    denied: { mark: "deny", word: "denied" },
    expired: { mark: "expired", word: "expired" },
    lapsed: { mark: "expired", word: "lapsed" },
    cancelled: { mark: "cancelled", word: "cancelled" },
  };
  return marks[state] ?? { mark: "unknown", word: state };
}
