import { z } from "zod";
import { type HotRedis, isUnavailable } from "./hot-redis.ts";
import { IDEMPOTENCY_MS, type IdempotentCall } from "./idempotency.ts";
import { idempotencyEntryKey, keyPart, organizationPrefix, type Place, shardTag, stopChannel } from "./keys.ts";
import { type LedgerLabels, type PolicySession, sessionHash, wireLedgerLabels } from "./labels.ts";
import { counterKey, decimal, type LimitIdentity } from "./limits.ts";
import { defineScript } from "./script.ts";
import { LIFT_HOLD, OPEN, RAISE_VERSION } from "./scripts/organization.ts";
import type { Unavailable } from "./verdicts.ts";

/** What the ledger knows of one counter: what was counted in one window, and when that window ends. */
export type LedgerCounter = LimitIdentity & {
  readonly kind: "calls" | "spend";
  readonly windowId: string;
  /** UTC ms; null for `total`. */
  readonly windowEndMs: number | null;
  readonly value: bigint;
};

export interface OpenOrganizationItem extends Place {
  readonly version: number;
  readonly kills: readonly string[];
  readonly counters: readonly LedgerCounter[];
  /** The highest sequence Postgres has seen; the new life begins above it. */
  readonly mark?: number;
  /** Kill switches that Redis may still hold though they were lifted. */
  readonly lifted?: readonly string[];
  /** Calls that Redis may still hold in flight though they have a record. */
  readonly recordedCalls?: readonly string[];
  /** Idempotency keys under which calls ran: their answers are lost, and they never run again. */
  readonly usedKeys?: readonly (IdempotentCall & { readonly callId: string })[];
  /** What sessions have on them; what Redis still has stays too, unless it was cleared. */
  readonly labels?: readonly LedgerLabels[];
  /** Sessions that were cleared, up to which sequence: what Redis still has from before goes. */
  readonly clears?: readonly { readonly session: PolicySession; readonly sequence: number }[];
  /** Operations on hold, with the sequence at which each was held last. */
  readonly holds?: readonly { readonly operationId: string; readonly sequence: number }[];
  /** `resends` of the state that all this was read after; absent: none. */
  readonly resends?: number;
}

export interface OrganizationState {
  readonly kind: "STATE";
  readonly isOpen: boolean;
  readonly version: number | null;
  /** Null when Redis never knew the organization, or was found to have lost something of it. */
  readonly sequence: number | null;
  readonly kills: readonly string[];
  /** How often gateways have put something back. */
  readonly resends: number;
}

export type OpenVerdict = {
  /** BEHIND: a gateway put something back meanwhile; read the stream and the ledger again. */
  readonly kind: "OPENED" | "ALREADY_OPEN" | "BEHIND";
  readonly version: number;
  readonly sequence: number;
};
export type RaiseVerdict = { readonly kind: "RAISED"; readonly version: number; readonly isOpen: boolean };

/** Versions, kill switches, and opening after Redis came up empty. */
export interface Organizations {
  /** Raises the live version; it never falls. A change is in force once this answers RAISED with at least its version. */
  raiseVersion(place: Place, version: number): Promise<RaiseVerdict | Unavailable>;
  /** Stops new admissions that name any of these ids, from the next one on; those who run such calls are told. */
  kill(place: Place, ids: readonly string[]): Promise<{ readonly kind: "KILLED" } | Unavailable>;
  lift(place: Place, ids: readonly string[]): Promise<{ readonly kind: "LIFTED" } | Unavailable>;
  /** Lets an operation go on that was held at or before a sequence. One that was held again since is HELD. Idempotent. */
  liftHold(
    place: Place,
    hold: { readonly operationId: string; readonly upToSequence: number },
  ): Promise<{ readonly kind: "LIFTED" | "HELD" } | Unavailable>;
  /** Tells those who run calls of these ids to abort them, and stops no admission: that their snapshot does. */
  stopRunning(place: Place, ids: readonly string[]): Promise<{ readonly kind: "TOLD" } | Unavailable>;
  /** Rebuilds counters from the ledger and opens. Only the shard's fenced audit writer may call it. */
  openOrganization(item: OpenOrganizationItem): Promise<OpenVerdict | Unavailable>;
  /** Makes every admission answer COLD until it is opened again. */
  closeOrganization(place: Place): Promise<{ readonly kind: "CLOSED" } | Unavailable>;
  /** Forgets what counters and calls at once closed organizations of a shard still hold, before they are rebuilt. */
  clearCounters(shard: number, orgs: readonly string[]): Promise<{ readonly kind: "CLEARED" } | Unavailable>;
  organizationState(place: Place): Promise<OrganizationState | Unavailable>;
}

const RAISE_SCRIPT = defineScript(RAISE_VERSION);
const OPEN_SCRIPT = defineScript(OPEN);
const LIFT_SCRIPT = defineScript(LIFT_HOLD);
const LIFTED = z.enum(["LIFTED", "HELD"]);
const RAISED = z.tuple([z.coerce.number(), z.number()]);
const OPENED = z.tuple([z.enum(["OPENED", "ALREADY_OPEN", "BEHIND"]), z.coerce.number(), z.coerce.number()]);

export function createOrganizations(hot: HotRedis): Organizations {
  return {
    raiseVersion: async (place, version) => {
      const prefix = organizationPrefix(place);
      return hot.script(
        { script: RAISE_SCRIPT, keys: [`${prefix}version`, `${prefix}open`], args: [decimal(BigInt(version))] },
        (reply) => {
          const [live, isOpen] = RAISED.parse(reply);
          return { kind: "RAISED", version: live, isOpen: isOpen === 1 };
        },
      );
    },
    kill: async (place, ids) => {
      const [key, ...targets] = killKeys(place, ids);
      if (targets.length === 0) return { kind: "KILLED" };
      const added = await hot.command((client) => client.sadd(key, ...targets));
      if (isUnavailable(added)) return added;
      // A hint for calls that are out. Admission holds without it.
      await tellStopped(hot, place, targets);
      return { kind: "KILLED" };
    },
    stopRunning: async (place, ids) => {
      const told = await tellStopped(hot, place, ids.map(keyPart));
      return isUnavailable(told) ? told : { kind: "TOLD" };
    },
    lift: async (place, ids) => {
      const [key, ...targets] = killKeys(place, ids);
      const gone = await hot.command((client) =>
        targets.length > 0 ? client.srem(key, ...targets) : client.scard(key),
      );
      return isUnavailable(gone) ? gone : { kind: "LIFTED" };
    },
    liftHold: async (place, { operationId, upToSequence }) => {
      const prefix = organizationPrefix(place);
      const args = [keyPart(operationId), decimal(BigInt(upToSequence))];
      return hot.script({ script: LIFT_SCRIPT, keys: [`${prefix}kills`, `${prefix}holds`], args }, (reply) => ({
        kind: LIFTED.parse(reply),
      }));
    },
    openOrganization: async (item) => openOrganization(hot, item),
    closeOrganization: async (place) => {
      const key = `${organizationPrefix(place)}open`;
      const closed = await hot.command((client) => client.del(key));
      return isUnavailable(closed) ? closed : { kind: "CLOSED" };
    },
    clearCounters: async (shard, orgs) => clearCounters(hot, shard, orgs),
    organizationState: async (place) => organizationState(hot, place),
  };
}

function tellStopped(hot: HotRedis, place: Place, ids: readonly string[]): Promise<number | Unavailable> {
  return hot.command((client) => client.publish(stopChannel(place), JSON.stringify(ids)));
}

function killKeys(place: Place, ids: readonly string[]): [string, ...string[]] {
  return [`${organizationPrefix(place)}kills`, ...ids.map(keyPart)];
}

function openOrganization(hot: HotRedis, item: OpenOrganizationItem): Promise<OpenVerdict | Unavailable> {
  const prefix = organizationPrefix(item);
  const keys = ["open", "version", "seq", "kills", "inflight", "leases", "resends", "base"].map(
    (part) => `${prefix}${part}`,
  );
  const counters = item.counters.map((counter) => [
    counterKey(item, counter, counter.windowId),
    // Corrections may have taken a sum below zero; a counter never is.
    decimal(counter.value < 0n ? 0n : counter.value),
    counter.windowEndMs === null ? 0 : counter.windowEndMs + hot.settings.graceMs,
  ]);
  const args = [
    decimal(BigInt(item.version)),
    JSON.stringify(item.kills.map(keyPart)),
    JSON.stringify(counters),
    String(hot.settings.permitMs),
    decimal(BigInt(item.mark ?? 0)),
    JSON.stringify((item.lifted ?? []).map(keyPart)),
    JSON.stringify((item.recordedCalls ?? []).map(keyPart)),
    String(item.resends ?? 0),
    JSON.stringify(
      (item.usedKeys ?? []).map(({ keyHash, callHash, callId }) => {
        return [idempotencyEntryKey(item, keyHash), callHash, keyPart(callId)];
      }),
    ),
    String(IDEMPOTENCY_MS),
    JSON.stringify((item.labels ?? []).map(wireLedgerLabels)),
    String(hot.settings.graceMs),
    JSON.stringify(
      (item.holds ?? []).map(({ operationId, sequence }) => [keyPart(operationId), decimal(BigInt(sequence))]),
    ),
    JSON.stringify(
      (item.clears ?? []).map(({ session, sequence }) => [sessionHash(session), decimal(BigInt(sequence))]),
    ),
  ];
  return hot.script({ script: OPEN_SCRIPT, keys, args }, (reply) => {
    const [kind, version, sequence] = OPENED.parse(reply);
    return { kind, version, sequence };
  });
}

async function organizationState(hot: HotRedis, place: Place): Promise<OrganizationState | Unavailable> {
  const prefix = organizationPrefix(place);
  const live = await hot.command((client) =>
    client.mget(["open", "version", "seq", "resends"].map((part) => `${prefix}${part}`)),
  );
  if (isUnavailable(live)) return live;
  const kills = await hot.command((client) => client.smembers(`${prefix}kills`));
  if (isUnavailable(kills)) return kills;
  const [open, version, sequence, resends] = live;
  return {
    kind: "STATE",
    isOpen: open !== null && open !== undefined,
    version: version ? Number(version) : null,
    sequence: sequence ? Number(sequence) : null,
    kills,
    resends: Number(resends ?? 0),
  };
}

const SCAN_COUNT = 1_000;

/** Looks through the whole keyspace once: counters are named by hashes, and no list of them is kept. */
async function clearCounters(
  hot: HotRedis,
  shard: number,
  orgs: readonly string[],
): Promise<{ readonly kind: "CLEARED" } | Unavailable> {
  const prefixes = new Set(orgs.map((org) => organizationPrefix({ org, shard })));
  const match = `${shardTag(shard)}:*`;
  let cursor = "0";
  do {
    const scanned = await hot.command((client) => client.scan(cursor, "MATCH", match, "COUNT", SCAN_COUNT));
    if (isUnavailable(scanned)) return scanned;
    const [next, keys] = scanned;
    cursor = next;
    const counters = keys.filter((key) => {
      const [, prefix] = /^(\{s\d+\}:[^:]+:)(?:limit|conc):/.exec(key) ?? [];
      return prefix !== undefined && prefixes.has(prefix);
    });
    if (counters.length === 0) continue;
    const gone = await hot.command((client) => client.unlink(...counters));
    if (isUnavailable(gone)) return gone;
  } while (cursor !== "0");
  return { kind: "CLEARED" };
}
