import type { Db, TenantScope } from "@countersign/db";
import { type FormerKey, listFormerKeys } from "@countersign/db/audit";
import type { CheckpointSigner, SigningKey } from "@countersign/vault/audit";

/** What is asked of a signer where nothing is signed. */
export type PublicKeys = Pick<CheckpointSigner, "publicKey">;

/** A key of an organization's signed heads. */
export interface AuditKey {
  readonly generation: number;
  /** As C2SP's signed-note writes a verifier key. */
  readonly publicKey: string;
  /** Heads of at most so many leaves are its; null for the present one. */
  readonly until: number | null;
  /** UTC; null for the first, which is as old as the organization. */
  readonly since: Date | null;
  readonly endedAt: Date | null;
}

/** The name under which an organization's heads are signed, and the origin of its checkpoints. */
export function checkpointOrigin(organizationId: string): string {
  return `countersign/${organizationId}`;
}

/** Which key signs a head of so many leaves. */
export async function signingKey(scope: TenantScope, size: number): Promise<SigningKey> {
  const ended = endedKeys(await listFormerKeys(scope)).filter(({ until }) => size > until);
  return { name: checkpointOrigin(scope.organizationId), generation: ended.length + 1 };
}

/** An organization's keys, oldest first, the present one last. */
export function listAuditKeys(
  { db, signer }: { readonly db: Db; readonly signer: PublicKeys },
  organizationId: string,
): Promise<readonly AuditKey[]> {
  return db.tenant(organizationId, (scope) => keyHistory(scope, signer));
}

/** The same, within a transaction. */
export async function keyHistory(scope: TenantScope, signer: PublicKeys): Promise<readonly AuditKey[]> {
  const ended = endedKeys(await listFormerKeys(scope));
  const generation = ended.length + 1;
  const publicKey = await signer.publicKey({ name: checkpointOrigin(scope.organizationId), generation });
  const since = (at: number): Date | null => ended[at - 1]?.endedAt ?? null;
  const present: AuditKey = { generation, publicKey, until: null, since: since(ended.length), endedAt: null };
  return [...ended.map((key, at) => ({ ...key, since: since(at) })), present];
}

/** Of keys as `keyHistory` gives them, the one that a head of so many leaves is signed with. */
export function keyOfHead(keys: readonly AuditKey[], size: number): AuditKey {
  const found = keys.find(({ until }) => until === null || size <= until);
  if (!found) throw new Error("a history of keys ends without the present one");
  return found;
}

/** Those whose end is written in the tree: until it is, a key stays the present one. */
function endedKeys(keys: readonly FormerKey[]) {
  return keys.flatMap(({ until, ...key }) => (until === null ? [] : [{ ...key, until: Number(until) }]));
}
