import type { CheckItem, LabelMark } from "@countersign/admission";
import { killKeysOf, principalKey } from "../identity/caller.ts";
import { type Entry, SESSION_TTL_MS } from "../identity/gate.ts";
import type { Call, SessionClaim } from "./call.ts";
import type { Stoppable } from "./running-calls.ts";

/** What every script checks of a caller before anything else: version, kills, session. */
export function standingOfEntry({ caller, snapshot }: Entry, session: SessionClaim | null): CheckItem {
  return {
    org: caller.organizationId,
    shard: caller.shard,
    snapshotVersion: snapshot.version,
    killKeys: killKeysOf(caller),
    ...(session && { session: { ...session, principal: principalKey(caller), ttlMs: SESSION_TTL_MS } }),
  };
}

/** What stops a call that is out, or waits. */
export function stoppableOf(call: Call): Stoppable {
  const { org, shard, killKeys } = standingOf(call);
  return { place: { org, shard }, killKeys };
}

/** The same of a call, which a kill switch of its connection stops too. */
export function standingOf(call: Call): CheckItem {
  const standing = standingOfEntry(call, call.request.session);
  return { ...standing, killKeys: [...standing.killKeys, call.operation.connection.id] };
}

/**
 * What the script checks of a decided call: also that its operation isn't on hold, and that its session still has the
 * labels it was decided with. `sets`: what it puts on the session if it is admitted.
 */
export function standingOfDecided(call: Call, sets: readonly LabelMark[] = []): CheckItem {
  const standing = standingOf(call);
  const { policySession: session, sessionLabels: seen } = call;
  return {
    ...standing,
    killKeys: [...standing.killKeys, call.operation.id],
    ...((seen || sets.length > 0) && { labels: { session, sets, ...(seen && { seen }) } }),
  };
}
