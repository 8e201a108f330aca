import type { CheckItem } from "@countersign/admission";
import { killKeysOf, principalKey } from "../identity/caller.ts";
import { SESSION_TTL_MS } from "../identity/gate.ts";
import type { Call } from "./call.ts";

/** What every script checks of a call before anything else: version, kills, session. */
export function standingOf(call: Call): CheckItem {
  const { caller, snapshot, request, operation } = call;
  return {
    org: caller.organizationId,
    shard: caller.shard,
    snapshotVersion: snapshot.version,
    killKeys: [...killKeysOf(caller), operation.connection.id],
    ...(request.session && {
      session: { idHash: request.session.idHash, principal: principalKey(caller), ttlMs: SESSION_TTL_MS },
    }),
  };
}
