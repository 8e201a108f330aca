import {
  type AdmitItem,
  admitLaneItem,
  type CheckItem,
  checkLaneItem,
  type RecordItem,
  recordLaneItem,
} from "./admit.ts";
import type { Lane, LaneItem } from "./lane.ts";
import { SequencesSeen } from "./sequences-seen.ts";
import { type AmendItem, abandonLaneItem, type SettleItem, settleLaneItem } from "./settle.ts";
import type { ShardLanes } from "./shard-lanes.ts";
import type { AdmitVerdict, CheckVerdict, RecordVerdict, SettleVerdict, Unavailable } from "./verdicts.ts";

/** What goes to Redis in groups: everything on the path of calls. */
export interface GroupedCalls {
  /**
   * Checks version, kills, session, limits and permit at once and, if all agree, reserves and notes the call as in
   * flight. After UNAVAILABLE the call id is spent: what may have been reserved under it is given back.
   */
  admit(item: AdmitItem): Promise<AdmitVerdict>;
  /** For what admits nothing and leaves no record: lists, tickets, heartbeats. */
  check(item: CheckItem): Promise<CheckVerdict>;
  /** For what admits nothing but leaves a record: a denial. Appended once per call id. */
  record(item: RecordItem): Promise<RecordVerdict>;
  /** Ends an admitted call: spend adjusted, concurrency released, record appended, answer kept. Once. */
  settle(item: SettleItem): Promise<SettleVerdict>;
  /** After ORPHANED: appends the late record and moves spend by the difference. Once. */
  amend(item: AmendItem): Promise<SettleVerdict>;
}

const GIVE_BACK_RETRY_MS = 500;

export function createGroupedCalls(lanes: ShardLanes): GroupedCalls {
  const seen = new SequencesSeen();
  const submit = async <V extends { readonly kind: string }>(
    lane: Lane,
    item: LaneItem<V>,
  ): Promise<V | Unavailable> => {
    const verdict = await lane.submit(item);
    if ("sequence" in verdict && typeof verdict.sequence === "number") seen.raise(item.org, verdict.sequence);
    return verdict;
  };
  return {
    admit: async (item) => {
      const onLate = (verdict: AdmitVerdict | null): void => {
        if (verdict === null || verdict.kind === "OK") void giveBack(lanes, item);
      };
      return submit(lanes.admitting(item.shard), { ...admitLaneItem(item, seen.of(item.org)), onLate });
    },
    check: async (item) => submit(lanes.admitting(item.shard), checkLaneItem(item, seen.of(item.org))),
    record: async (item) => submit(lanes.admitting(item.shard), recordLaneItem(item, seen.of(item.org))),
    settle: async (item) => submit(lanes.settling(item.shard), settleLaneItem(item, "settle", seen.of(item.org))),
    amend: async (item) => submit(lanes.settling(item.shard), settleLaneItem(item, "amend", seen.of(item.org))),
  };
}

/**
 * The caller was told no: gives back what was, or may have been, reserved for it. Tried until Redis answers or the
 * lease is over, for then the call would be recorded as unknown although it never left.
 */
async function giveBack(lanes: ShardLanes, item: AdmitItem): Promise<void> {
  const until = performance.now() + item.leaseMs;
  while (performance.now() < until) {
    const verdict = await lanes.settling(item.shard).submit(abandonLaneItem(item));
    if (verdict.kind !== "UNAVAILABLE") return;
    await new Promise<void>((resolve) => setTimeout(resolve, GIVE_BACK_RETRY_MS).unref());
  }
}
