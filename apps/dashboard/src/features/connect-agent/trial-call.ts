import type { OperationPermissionView } from "#server/views/agent-permissions.ts";
import type { TrialCall } from "./clients.ts";

/** Tools that are listed under another name than connection and operation aren't tried. */
const PLAIN = /^[A-Za-z0-9_.-]{1,60}$/;
const EASE = { allowed: 0, allowed_when: 1, needs_approval: 2, denied: 3 } as const;

/** A call to try by hand: of the operation most likely to go through; null when none can. */
export function trialCall(operations: readonly OperationPermissionView[]): TrialCall | null {
  const possible = operations
    .filter((one) => one.outcome !== "denied")
    .map((one) => ({ ...one, tool: `${one.connection}__${one.operation.slice(one.connection.length + 1)}` }))
    .filter((one) => PLAIN.test(one.tool))
    .sort((a, b) => EASE[a.outcome] - EASE[b.outcome]);
  const [first] = possible;
  return first ? { tool: first.tool, args: first.sample } : null;
}
