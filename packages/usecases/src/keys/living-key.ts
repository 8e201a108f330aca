import { databaseTime, findKey, type KeyRow, type TenantScope } from "@countersign/db";
import { invalidField, type Outcome, unknownTarget } from "../configuration/outcome.ts";

/** A key that still works, with the database's present time; a dead one stays dead, so nothing about it is changed. */
export async function findLivingKey(
  scope: TenantScope,
  keyId: string,
): Promise<Outcome<{ readonly key: KeyRow; readonly now: Date }>> {
  const key = await findKey(scope, keyId);
  if (!key) return unknownTarget("key");
  const now = await databaseTime(scope);
  if (key.revokedAt) return invalidField("keyId", "This key is revoked. Issue a new one.");
  if (key.expiresAt && key.expiresAt <= now) return invalidField("keyId", "This key has expired. Issue a new one.");
  return { ok: true, value: { key, now } };
}
