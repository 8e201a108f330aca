import type { Admission } from "@countersign/admission";
import type { WorkerDb } from "@countersign/db";
import { findHotMarks, type HotMark, type HotSight } from "@countersign/db/audit";
import { type KeptHead, leadsOnFrom } from "./kept-head.ts";

/** What is wrong with the hot state of one organization. */
export interface HotFault {
  readonly org: string;
  readonly shard: number;
  /** `resends` when it was looked at. */
  readonly resends: number;
  /**
   * `closed`: it has to be opened. `lost`: it is open, but Redis fell behind what Postgres has stored. `older`: Postgres
   * fell behind what Redis knows it had stored, or what a sink holds. `unrecorded`: it was rebuilt and the gap isn't recorded yet.
   */
  readonly fault: "closed" | "lost" | "older" | "unrecorded";
  /** Whether anything was stored of it before: if so gateways may have something to put back. */
  readonly hasMark: boolean;
  readonly seen: HotSight;
  /** The head a sink holds that Postgres doesn't lead on from; null when there is none. */
  readonly kept: KeptHead | null;
}

export interface InspectionDeps {
  readonly db: WorkerDb;
  readonly admission: Pick<Admission, "organizationState" | "storedMarks">;
  /** The newest head that is kept outside the database; null when there is none, or it needs no comparing any more. */
  readonly keptHead: (organizationId: string) => Promise<KeptHead | null>;
}

/**
 * Compares Redis with Postgres for every organization of a shard. Postgres is read before Redis, since what is stored was
 * live before; where Postgres then looks older it is read again. Null when Redis can't be asked.
 */
export async function inspectHotState(deps: InspectionDeps, shard: number): Promise<HotFault[] | null> {
  const marks = await readMarks(deps.db, shard);
  const stored = await deps.admission.storedMarks(shard);
  if (stored.kind !== "MARKS") return null;
  const faults: HotFault[] = [];
  for (const [org, mark] of marks) {
    if (mark.restoredAt !== null) continue;
    const state = await deps.admission.organizationState({ org, shard });
    if (state.kind !== "STATE") return null;
    const seen = { version: state.version ?? 0, sequence: stored.sequences.get(org) ?? 0 };
    const fault = (which: HotFault["fault"], kept: KeptHead | null = null): void => {
      faults.push({ org, shard, resends: state.resends, fault: which, hasMark: mark.sequence > 0n, seen, kept });
    };
    const kept = await deps.keptHead(org);
    if (kept && !(await leadsOnFrom(deps.db, org, kept))) {
      fault("older", kept);
      continue;
    }
    if (isOlder(mark, seen)) {
      // Anew for each: a change may have been saved since another organization's was read again.
      const now = (await readMarks(deps.db, shard)).get(org);
      if (now && isOlder(now, seen)) {
        fault("older");
        continue;
      }
    }
    if (!state.isOpen) fault("closed");
    else if (state.sequence !== null && BigInt(state.sequence) < mark.sequence) fault("lost");
    else if (mark.lostAt !== null) fault("unrecorded");
  }
  return faults;
}

function isOlder(mark: HotMark, seen: HotSight): boolean {
  return BigInt(seen.sequence) > mark.sequence || BigInt(seen.version) > mark.snapshotVersion;
}

async function readMarks(db: WorkerDb, shard: number): Promise<ReadonlyMap<string, HotMark>> {
  const marks = await db.system((scope) => findHotMarks(scope, shard));
  return new Map(marks.map((mark) => [mark.organizationId, mark]));
}
