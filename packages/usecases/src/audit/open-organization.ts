import {
  type Admission,
  type HeldLabel,
  idempotentCallHash,
  type LedgerCounter,
  type LedgerLabels,
  type OrganizationState,
} from "@countersign/admission";
import { newId } from "@countersign/contracts";
import {
  appendOutbox,
  endClaims,
  findLiftedOperations,
  findOperationHolds,
  findSessionClears,
  findSessionLabels,
  type SessionLabelRow,
  sumLedger,
  type TenantScope,
  type WorkerDb,
} from "@countersign/db";
import {
  findExecuting,
  findHotMark,
  findKeyedCalls,
  findLiftedTargets,
  findOpeningState,
  findRecordedCalls,
  type HotMark,
  hasRun,
  type KeyedCall,
  noteLoss,
} from "@countersign/db/audit";
import { recordGap } from "./record-gap.ts";

export interface OpeningDeps {
  readonly db: WorkerDb;
  readonly admission: Pick<
    Admission,
    "openOrganization" | "organizationState" | "clearCounters" | "listInFlight" | "closeOrganization"
  >;
}

export type Opening =
  | "OPENED"
  | "ALREADY_OPEN"
  | "UNAVAILABLE"
  /** A gateway put something back meanwhile: bring the stream in again, then try again. */
  | "BEHIND"
  /** Postgres was found older than Redis: an owner opens. */
  | "RESTORED";

interface Closed {
  readonly org: string;
  readonly shard: number;
  /** `resends` of its state, read before the stream was brought into Postgres. Absent: as they are now. */
  readonly resends?: number;
}

/**
 * Opens an organization whose hot state is missing: counters from the ledger, kills and version from Postgres. Only the
 * shard's audit writer may call it, after it has brought the stream into Postgres. Where Redis had lost something,
 * claims in progress that no gateway runs become unknown, and a gap record names the interval.
 */
export async function openOrganization(deps: OpeningDeps, closed: Closed): Promise<Opening> {
  const place = { org: closed.org, shard: closed.shard };
  const state = await deps.admission.organizationState(place);
  if (state.kind !== "STATE") return "UNAVAILABLE";
  if (state.isOpen) return "ALREADY_OPEN";
  const flying = await deps.admission.listInFlight(place);
  if (flying.kind !== "IN_FLIGHT") return "UNAVAILABLE";
  const calls = flying.calls.map(({ callId }) => callId);
  const cleared = await deps.admission.clearCounters(place.shard, [place.org]);
  if (cleared.kind !== "CLEARED") return "UNAVAILABLE";
  const opening = await deps.db.tenant(place.org, (scope) => readOpening(scope, state, calls));
  if (opening.mark.restoredAt !== null) return "RESTORED";
  const verdict = await deps.admission.openOrganization({
    ...place,
    ...opening.hot,
    resends: closed.resends ?? state.resends,
  });
  if (verdict.kind === "OPENED") await recordGap(deps.db, place.org);
  return verdict.kind;
}

/** Whether Redis has lost something of an organization, by what Postgres knows of it. */
export function isLost(state: OrganizationState, mark: Pick<HotMark, "sequence">, ran: boolean): boolean {
  // Somebody who saw it fall back took the sequence away; where it never was, Redis is new to the organization.
  return state.sequence === null ? ran : BigInt(state.sequence) < mark.sequence;
}

async function readOpening(scope: TenantScope, state: OrganizationState, calls: readonly string[]) {
  let mark = await findHotMark(scope);
  const lost = isLost(state, mark, await hasRun(scope));
  if (lost && mark.restoredAt === null) {
    mark = await noteLoss(scope, newId("record"));
    await loseClaims(scope, mark, new Set(calls));
  }
  const { snapshotVersion, kills } = await findOpeningState(scope);
  return {
    mark,
    hot: {
      version: Number(snapshotVersion),
      kills,
      counters: (await sumLedger(scope)).map(counterOf),
      mark: Number(mark.sequence),
      // A kill pulled while Postgres was away is in Redis alone: only what Redis lost is taken from Postgres.
      lifted: lost ? [...(await findLiftedTargets(scope)), ...(await findLiftedOperations(scope))] : [],
      labels: bySession(await findSessionLabels(scope)),
      clears: (await findSessionClears(scope)).map(({ instanceId, personId, sequence }) => {
        return { session: { instanceId, personId }, sequence: Number(sequence) };
      }),
      holds: (await findOperationHolds(scope)).map(({ operationId, sequence }) => {
        return { operationId, sequence: Number(sequence) };
      }),
      usedKeys: lost ? (await findKeyedCalls(scope)).map(usedKey) : [],
      recordedCalls: await findRecordedCalls(scope, calls),
    },
  };
}

function bySession(rows: readonly SessionLabelRow[]): LedgerLabels[] {
  const sessions = new Map<string, LedgerLabels & { readonly labels: HeldLabel[] }>();
  for (const { instanceId, personId, label, ruleId, sinceAt, untilAt, sequence } of rows) {
    const key = JSON.stringify([instanceId, personId]);
    const of = sessions.get(key) ?? { session: { instanceId, personId }, labels: [] };
    const times = { sinceMs: sinceAt.getTime(), untilMs: untilAt.getTime() };
    of.labels.push({ label, ruleId, ...times, sequence: Number(sequence) });
    sessions.set(key, of);
  }
  return [...sessions.values()];
}

function usedKey({ keyHash, callId, operation, argumentsHash }: KeyedCall) {
  return { keyHash, callId, callHash: idempotentCallHash(operation, argumentsHash) };
}

/** Whether claimed calls ran can't be said any more, unless a gateway has put them back. */
async function loseClaims(scope: TenantScope, mark: HotMark, flying: ReadonlySet<string>): Promise<void> {
  const { organizationId } = scope;
  const recordId = mark.gapRecordId;
  if (recordId === null) throw new Error("a loss was noted without the id of its record");
  const gone = (await findExecuting(scope)).filter(({ id, attempt }) => !flying.has(`${id}.${attempt}`));
  const ends = gone.map(({ id, attempt }) => {
    return { organizationId, approvalId: id, attempt, event: "lose" as const, recordId };
  });
  for (const row of await endClaims(scope, ends)) {
    await appendOutbox(scope, { topic: "approval.changed", payload: { approvalId: row.id, state: row.state } });
  }
}

function counterOf(sum: Awaited<ReturnType<typeof sumLedger>>[number]): LedgerCounter {
  return {
    id: sum.limitName,
    rule: sum.rule,
    ...(sum.limitName === "" ? {} : { name: sum.limitName }),
    scope: { kind: sum.scopeKind, id: sum.scopeId },
    kind: sum.kind,
    windowId: sum.windowId,
    windowEndMs: sum.windowEndMs === null ? null : Number(sum.windowEndMs),
    value: sum.used,
  };
}
