import { type Db, findPolicyVersion, listPolicyVersions, type PolicyVersionRow } from "@countersign/db";

/** One published version, or the one in use. Null when there is none. */
export function readPolicy(
  deps: { readonly db: Db },
  input: { readonly organizationId: string; readonly version?: number },
): Promise<PolicyVersionRow | null> {
  return deps.db.tenant(input.organizationId, (scope) => findPolicyVersion(scope, input.version));
}

/** Published versions, newest first, without their text. */
export function listPolicies(
  deps: { readonly db: Db },
  input: { readonly organizationId: string; readonly limit?: number },
): Promise<Omit<PolicyVersionRow, "source" | "organizationId">[]> {
  return deps.db.tenant(input.organizationId, (scope) => listPolicyVersions(scope, input.limit ?? 50));
}
