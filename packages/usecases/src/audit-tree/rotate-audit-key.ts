import { type Actor, newId, refusal } from "@countersign/contracts";
import { type Db, lockOrganization } from "@countersign/db";
import { insertFormerKey, listFormerKeys } from "@countersign/db/audit";
import { type CheckpointSigner, KEY_ROTATED } from "@countersign/vault/audit";
import { appendConfigurationAct } from "../configuration/change-configuration.ts";
import type { Outcome } from "../configuration/outcome.ts";
import { checkpointOrigin } from "./key-history.ts";

/** The public keys before and after. */
export interface RotatedAuditKey {
  readonly before: string;
  readonly after: string;
}

/**
 * Changes the key that an organization's heads are signed with. Heads that hold the record of the change are the new
 * key's, all smaller ones the old one's. Refused while an earlier change isn't in the tree. Throws Error for an unknown
 * organization, or when the signer can't be reached.
 */
export function rotateAuditKey(
  { db, signer }: { readonly db: Db; readonly signer: CheckpointSigner },
  { organizationId, actor }: { readonly organizationId: string; readonly actor: Actor },
): Promise<Outcome<RotatedAuditKey>> {
  return db.tenant(organizationId, async (scope) => {
    if (!(await lockOrganization(scope))) throw new Error("the organization whose key changes doesn't exist");
    const former = await listFormerKeys(scope);
    if (former.some(({ until }) => until === null)) {
      const detail = "An earlier change of the key isn't in the tree yet; wait until its record is written.";
      return { ok: false, refusal: refusal("audit.key.pending", detail) };
    }
    const name = checkpointOrigin(organizationId);
    const generation = former.length + 1;
    const before = await signer.publicKey({ name, generation });
    const after = await signer.publicKey({ name, generation: generation + 1 });
    const recordId = newId("record");
    await insertFormerKey(scope, { generation, publicKey: before, recordId });
    await appendConfigurationAct(scope, actor, {
      id: recordId,
      kind: "key",
      action: KEY_ROTATED,
      subject: { kind: "audit-key", id: `${generation + 1}`, name },
      detail: { before: { publicKey: before }, after: { publicKey: after } },
      summary: `signing key of the audit changed: number ${generation + 1} follows number ${generation}`,
    });
    return { ok: true, value: { before, after } };
  });
}
