import {
  type AdmitItem,
  admitLaneItem,
  type CheckItem,
  checkLaneItem,
  type RecordItem,
  recordLaneItem,
} from "./admit.ts";
import type { Keeper } from "./keeper.ts";
import { CLOSING, type Lane, type LaneItem } from "./lane.ts";
import type { SequencesSeen } from "./sequences-seen.ts";
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
  /** The organization's sequence was this high once: a lower live one means that Redis has lost something. */
  noteSequence(org: string, sequence: number): void;
}

const GIVE_BACK_RETRY_MS = 500;
const SETTLE_RETRY_MS = 200;
/** How long a settle is tried after its caller was told so. */
const RECONCILE_MS = 15 * 60_000;

/** What the grouped calls work with. */
export interface GroupedCallsDeps {
  readonly lanes: ShardLanes;
  readonly seen: SequencesSeen;
  readonly keeper: Keeper;
  readonly rebuildWaitMs: number;
}

export function createGroupedCalls({ lanes, seen, keeper, rebuildWaitMs }: GroupedCallsDeps): GroupedCalls {
  const submit = async <V extends { readonly kind: string }>(
    lane: Lane,
    item: LaneItem<V>,
  ): Promise<V | Unavailable> => {
    const verdict = await lane.submit(item);
    if ("sequence" in verdict && typeof verdict.sequence === "number") seen.raise(item.org, verdict.sequence);
    return verdict;
  };
  const end = async (item: SettleItem, mode: "settle" | "amend"): Promise<SettleVerdict> => {
    const verdict = await submit(lanes.settling(item.shard), settleLaneItem(item, mode, seen.of(item.org)));
    // Nothing is known of the call: either its lease lapsed, or Redis has lost it.
    if (verdict.kind === "ORPHANED" && (await keeper.putBack(item, item.callId))) return { kind: "COLD" };
    const kind = mode === "settle" ? "settled" : "amended";
    if (verdict.kind === "SETTLED_NOW") keeper.ended(item, { ...verdict, kind });
    else if (verdict.kind === "SETTLED" || verdict.kind === "INVALID") keeper.forget(item, item.callId);
    return verdict;
  };
  const settler = new Settler(end, rebuildWaitMs);
  return {
    admit: async (item) => {
      const onLate = (verdict: AdmitVerdict | null): void => {
        if (verdict === null || verdict.kind === "OK") void giveBack(lanes, item);
      };
      const wire = admitLaneItem(item, seen.of(item.org), onLate);
      const verdict = await submit(lanes.admitting(item.shard), wire);
      if (verdict.kind === "OK") keeper.flying(item, verdict);
      return verdict;
    },
    check: async (item) => submit(lanes.admitting(item.shard), checkLaneItem(item, seen.of(item.org))),
    record: async (item) => {
      const verdict = await submit(lanes.admitting(item.shard), recordLaneItem(item, seen.of(item.org)));
      if (verdict.kind === "OK") keeper.ended(item, { ...verdict, kind: "recorded" });
      return verdict;
    },
    settle: (item) => settler.end(item, "settle"),
    amend: (item) => settler.end(item, "amend"),
    noteSequence: (org, sequence) => seen.raise(org, sequence),
  };
}

/** Sees settles through a loss of Redis: its caller waits for the rebuild a while, the settle itself for longer. */
class Settler {
  readonly #settle: (item: SettleItem, mode: "settle" | "amend") => Promise<SettleVerdict>;

  readonly #waitMs: number;

  constructor(settle: (item: SettleItem, mode: "settle" | "amend") => Promise<SettleVerdict>, waitMs: number) {
    this.#settle = settle;
    this.#waitMs = waitMs;
  }

  async end(item: SettleItem, mode: "settle" | "amend"): Promise<SettleVerdict> {
    const until = performance.now() + this.#waitMs;
    let verdict = await this.#settle(item, mode);
    while (verdict.kind === "COLD" && performance.now() < until) {
      await pause(SETTLE_RETRY_MS);
      verdict = await this.#settle(item, mode);
    }
    if (verdict.kind === "COLD" || (verdict.kind === "UNAVAILABLE" && verdict.reason !== CLOSING)) {
      void this.#reconcile(item, mode);
    }
    return verdict;
  }

  async #reconcile(item: SettleItem, mode: "settle" | "amend"): Promise<void> {
    const until = performance.now() + RECONCILE_MS;
    let how = mode;
    while (performance.now() < until) {
      await pause(SETTLE_RETRY_MS * 5);
      const verdict = await this.#settle(item, how);
      if (verdict.kind === "ORPHANED" && how === "settle") how = "amend";
      else if (verdict.kind === "UNAVAILABLE" && verdict.reason === CLOSING) return;
      else if (verdict.kind !== "COLD" && verdict.kind !== "UNAVAILABLE") return;
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}

/**
 * The caller was told no: gives back what was, or may have been, reserved for it. Tried until Redis answers or the
 * lease is over, for then the call would be recorded as unknown although it never left.
 */
async function giveBack(lanes: ShardLanes, item: AdmitItem): Promise<void> {
  const until = performance.now() + item.leaseMs;
  while (performance.now() < until) {
    const verdict = await lanes.settling(item.shard).submit(abandonLaneItem(item));
    if (verdict.kind === "UNAVAILABLE" ? verdict.reason === CLOSING : verdict.kind !== "COLD") return;
    await pause(GIVE_BACK_RETRY_MS);
  }
}
