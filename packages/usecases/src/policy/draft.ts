import { newId, refusal } from "@countersign/contracts";
import {
  beginPolicyDraft,
  type Db,
  endPolicyDraft,
  findOrganization,
  findPolicyDraft,
  type PolicyDraftRow,
  replacePolicyDraft,
} from "@countersign/db";
import type { Outcome } from "../configuration/outcome.ts";

/** Whose draft in which organization. */
export interface DraftOwner {
  readonly organizationId: string;
  /** A person's id, or a management token's. */
  readonly ownerId: string;
}

export interface DraftInput extends DraftOwner {
  readonly source: string;
  /** The published version the text was made from. */
  readonly baseVersion: number;
  /** The revision this text was made from; 0 where its owner had no draft. */
  readonly revision: number;
}

/** A person's unpublished policy; null when they have none. */
export function readDraft(
  deps: { readonly db: Db },
  { organizationId, ownerId }: DraftOwner,
): Promise<PolicyDraftRow | null> {
  return deps.db.tenant(organizationId, (scope) => findPolicyDraft(scope, ownerId));
}

/**
 * Saves a draft. Refuses with `policy.draft.conflict` what was made from another revision than the one that is saved:
 * nothing is overwritten, and both texts stay. Not audited: a draft is nobody's business until it is published.
 */
export async function saveDraft(deps: { readonly db: Db }, input: DraftInput): Promise<Outcome<PolicyDraftRow>> {
  const { organizationId, ownerId: userId, source, baseVersion, revision } = input;
  return deps.db.tenant(organizationId, async (scope): Promise<Outcome<PolicyDraftRow>> => {
    const organization = await findOrganization(scope);
    if (organization && baseVersion > organization.policyVersion) {
      const detail = `There is no version ${baseVersion} to have made this from.`;
      return { ok: false, refusal: refusal("policy.version.conflict", detail) };
    }
    const draft = { userId, source, baseVersion };
    const saved =
      revision === 0
        ? await beginPolicyDraft(scope, { ...draft, id: newId("policyDraft") })
        : await replacePolicyDraft(scope, { ...draft, revision });
    return saved
      ? { ok: true, value: saved }
      : {
          ok: false,
          refusal: refusal("policy.draft.conflict", "Your draft was changed, published or discarded elsewhere."),
        };
  });
}

/** Throws a draft away. False when there was none. */
export function discardDraft(deps: { readonly db: Db }, { organizationId, ownerId }: DraftOwner): Promise<boolean> {
  return deps.db.tenant(organizationId, (scope) => endPolicyDraft(scope, ownerId));
}
