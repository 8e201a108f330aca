import type { CheckItem, LabelMark } from "@countersign/admission";
import { killKeysOf, principalKey } from "../identity/caller.ts";
import { type Entry, SESSION_TTL_MS } from "../identity/gate.ts";
import type { Call, SessionClaim } from "./call.ts";
import type { Stoppable } from "./running-calls.ts";

/** What every script checks of a caller before anything else: version, kills, session. */
export function standingOfEntry(entry: Entry, session: SessionClaim | null): CheckItem {
  return standing(entry, session, { killedBy: [], labels: null });
}

/** What stops a call that is out, or waits. */
export function stoppableOf(call: Call): Stoppable {
  const { org, shard, killKeys } = standingOf(call);
  return { place: { org, shard }, killKeys };
}

/** The same of a call, which a kill switch of its connection stops too. */
export function standingOf(call: Call): CheckItem {
  return standing(call, call.request.session, { killedBy: [call.operation.connection.id], labels: null });
}

/**
 * What the script checks of a decided call: also that its operation isn't on hold, and that its session still has the
 * labels it was decided with. `sets`: what it puts on the session if it is admitted.
 */
export function standingOfDecided(call: Call, sets: readonly LabelMark[] = []): CheckItem {
  const { policySession: session, sessionLabels: seen, operation } = call;
  const labels = seen || sets.length > 0 ? { session, sets, ...(seen && { seen }) } : null;
  return standing(call, call.request.session, { killedBy: [operation.connection.id, operation.id], labels });
}

interface OfCall {
  /** What stops this, beside what stops its caller. */
  readonly killedBy: readonly string[];
  readonly labels: NonNullable<CheckItem["labels"]> | null;
}

/** Written out in one place: made several times for each call (decision 0062). */
function standing({ caller, snapshot }: Entry, session: SessionClaim | null, { killedBy, labels }: OfCall): CheckItem {
  return {
    org: caller.organizationId,
    shard: caller.shard,
    snapshotVersion: snapshot.version,
    killKeys: [...killKeysOf(caller), ...killedBy],
    ...(session && {
      session: { idHash: session.idHash, principal: principalKey(caller), ttlMs: SESSION_TTL_MS },
    }),
    ...(labels && { labels }),
  };
}
