import { z } from "zod";
import { type HotRedis, isUnavailable } from "./hot-redis.ts";
import { keyPart, organizationPrefix, type Place, stopChannel } from "./keys.ts";
import { counterKey, decimal, type LimitIdentity } from "./limits.ts";
import { defineScript } from "./script.ts";
import { OPEN, RAISE_VERSION } from "./scripts/organization.ts";
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
}

export interface OrganizationState {
  readonly kind: "STATE";
  readonly isOpen: boolean;
  readonly version: number | null;
  /** Null when Redis never knew the organization, or was found to have lost something of it. */
  readonly sequence: number | null;
  readonly kills: readonly string[];
}

export type OpenVerdict = {
  readonly kind: "OPENED" | "ALREADY_OPEN";
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
  /** Tells those who run calls of these ids to abort them, and stops no admission: that their snapshot does. */
  stopRunning(place: Place, ids: readonly string[]): Promise<{ readonly kind: "TOLD" } | Unavailable>;
  /** Rebuilds counters from the ledger and opens. Only the shard's fenced audit writer may call it. */
  openOrganization(item: OpenOrganizationItem): Promise<OpenVerdict | Unavailable>;
  /** Makes every admission answer COLD until it is opened again. */
  closeOrganization(place: Place): Promise<{ readonly kind: "CLOSED" } | Unavailable>;
  organizationState(place: Place): Promise<OrganizationState | Unavailable>;
}

const RAISE_SCRIPT = defineScript(RAISE_VERSION);
const OPEN_SCRIPT = defineScript(OPEN);
const RAISED = z.tuple([z.coerce.number(), z.number()]);
const OPENED = z.tuple([z.enum(["OPENED", "ALREADY_OPEN"]), z.coerce.number(), z.coerce.number()]);

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
    openOrganization: async (item) => openOrganization(hot, item),
    closeOrganization: async (place) => {
      const key = `${organizationPrefix(place)}open`;
      const closed = await hot.command((client) => client.del(key));
      return isUnavailable(closed) ? closed : { kind: "CLOSED" };
    },
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
  const keys = ["open", "version", "seq", "kills", "inflight", "leases"].map((part) => `${prefix}${part}`);
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
  ];
  return hot.script({ script: OPEN_SCRIPT, keys, args }, (reply) => {
    const [kind, version, sequence] = OPENED.parse(reply);
    return { kind, version, sequence };
  });
}

async function organizationState(hot: HotRedis, place: Place): Promise<OrganizationState | Unavailable> {
  const prefix = organizationPrefix(place);
  const live = await hot.command((client) => client.mget(`${prefix}open`, `${prefix}version`, `${prefix}seq`));
  if (isUnavailable(live)) return live;
  const kills = await hot.command((client) => client.smembers(`${prefix}kills`));
  if (isUnavailable(kills)) return kills;
  const [open, version, sequence] = live;
  return {
    kind: "STATE",
    isOpen: open !== null && open !== undefined,
    version: version ? Number(version) : null,
    sequence: sequence ? Number(sequence) : null,
    kills,
  };
}
