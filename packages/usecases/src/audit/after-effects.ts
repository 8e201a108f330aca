import type { CallRecord } from "@countersign/contracts";
import { holdOperations, type NewSessionLabel, noteSessionLabels, type PlainScope } from "@countersign/db";

/** The record of a call that was admitted, and where it stands in the life of its organization. */
export interface EndedCall {
  readonly record: CallRecord;
  readonly sequence: number;
}

/** Notes what calls have left behind in Redis, so that it can be rebuilt: labels on sessions, operations on hold. */
export async function noteAfterEffects(scope: PlainScope, calls: readonly EndedCall[]): Promise<void> {
  await noteSessionLabels(scope, labelsOf(calls));
  await holdOperations(
    scope,
    calls.flatMap(({ record, sequence }) => {
      const { organizationId, connectionId, operationName, id, at, reservedMicros, costMicros } = record;
      if (!record.overrun || connectionId === null) return [];
      return [{ organizationId, connectionId, operationName, recordId: id, at, sequence, reservedMicros, costMicros }];
    }),
  );
}

/** Each session and label once: for the longest time, as the last call set it. */
function labelsOf(calls: readonly EndedCall[]): NewSessionLabel[] {
  const labels = new Map<string, NewSessionLabel>();
  for (const call of calls) {
    for (const mark of call.record.labelMarks ?? []) {
      const label = sessionLabel(call, mark);
      const key = JSON.stringify([label.organizationId, label.instanceId, label.personId, label.label]);
      const before = labels.get(key);
      labels.set(key, before ? later(before, label) : label);
    }
  }
  return [...labels.values()];
}

function sessionLabel(
  { record, sequence }: EndedCall,
  { label, forMs, ruleId }: { readonly label: string; readonly forMs: number; readonly ruleId: string },
): NewSessionLabel {
  const { principal } = record;
  return {
    organizationId: record.organizationId,
    // As gateways see a session: a declared name proves nothing, so what it gathers stays with its agent.
    instanceId: principal.instanceProved && principal.instanceId !== null ? principal.instanceId : principal.agentId,
    personId: principal.personId ?? "",
    label,
    ruleId,
    sinceAt: record.at,
    untilAt: new Date(Date.parse(record.at) + forMs).toISOString(),
    sequence,
    recordId: record.id,
  };
}

function later(before: NewSessionLabel, after: NewSessionLabel): NewSessionLabel {
  const last = after.sequence > before.sequence ? after : before;
  return {
    ...last,
    sinceAt: [before.sinceAt, after.sinceAt].sort()[0] ?? last.sinceAt,
    untilAt: [before.untilAt, after.untilAt].sort()[1] ?? last.untilAt,
  };
}
