import { compareSecrets, type SecretConcern, type SecretState, secretConcerns, secretState } from "@countersign/core";
import { type Db, listSecretFacts, type SecretFactsRow } from "@countersign/db";

/** A secret of the inventory with where it stands and what speaks against it. */
export interface ListedSecret extends SecretFactsRow {
  readonly state: SecretState;
  /** Worst first. */
  readonly concerns: readonly SecretConcern[];
}

/** Every secret of an organization, those to look at first. Never what a secret is. */
export async function listSecrets(
  deps: { readonly db: Db },
  input: { readonly organizationId: string; readonly now: Date },
): Promise<readonly ListedSecret[]> {
  const rows = await deps.db.tenant(input.organizationId, listSecretFacts);
  return rows
    .map((row) => {
      const isUnbound = row.bounds !== null && row.bounds.ipRanges.length + row.bounds.connectionIds.length === 0;
      const facts = { ...row, isUnbound };
      return { ...row, state: secretState(facts, input.now), concerns: secretConcerns(facts, input.now) };
    })
    .sort(compareSecrets);
}
