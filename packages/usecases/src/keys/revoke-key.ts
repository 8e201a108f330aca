import { isTypedId } from "@countersign/core";
import { findKey, setKeyRevoked } from "@countersign/db";
import {
  type ConfigurationChange,
  type ConfigurationDeps,
  changeConfiguration,
} from "../configuration/change-configuration.ts";
import { type ChangeOutcome, unknownTarget } from "../configuration/outcome.ts";
import { placeOf } from "../configuration/place-of.ts";
import { settleKillLift } from "../kills/lift-kill.ts";

export interface KeyRevocation extends ConfigurationChange {
  readonly keyId: string;
}

/**
 * Revokes a key. Redis is told to stop it before Postgres is, so that it stops even if Postgres is lost on the way; once
 * this answers `inForce`, no gateway answers the key again. Revoking twice answers the same.
 */
export async function revokeKey(
  deps: ConfigurationDeps,
  input: KeyRevocation,
): Promise<ChangeOutcome<{ readonly keyId: string }>> {
  const { keyId, organizationId } = input;
  if (!isTypedId("key", keyId)) return unknownTarget("key");
  const place = await placeOf(deps.db, organizationId);
  await deps.hot.kill(place, [keyId]);
  const changed = await changeConfiguration<{ readonly keyId: string }>(deps, input, async (scope) => {
    const key = await findKey(scope, keyId);
    if (!key) return unknownTarget("key");
    if (!(await setKeyRevoked(scope, keyId))) return { ok: true, value: { keyId }, act: null };
    return {
      ok: true,
      value: { keyId },
      act: {
        kind: "key",
        action: "key.revoked",
        subject: { kind: "key", id: keyId, name: key.keyRef },
        detail: { before: { revoked: false }, after: { revoked: true } },
        summary: `key ${key.keyRef} revoked`,
      },
    };
  });
  // By what is saved: the id may be of something else that stands stopped.
  if (!changed.ok) await settleKillLift(deps, { organizationId, targetId: keyId });
  return changed;
}
