import {
  type Db,
  findPolicyVersion,
  listPolicyVersions,
  type PolicyVersionLine,
  type PolicyVersionRow,
} from "@countersign/db";

/** One published version, or the one in use. Null when there is none. */
export function readPolicy(
  deps: { readonly db: Db },
  input: { readonly organizationId: string; readonly version?: number },
): Promise<PolicyVersionRow | null> {
  return deps.db.tenant(input.organizationId, (scope) => findPolicyVersion(scope, input.version));
}

export interface VersionsQuery {
  readonly organizationId: string;
  /** How many at most. */
  readonly limit: number;
  /** Only versions older than this one. */
  readonly before?: number;
}

/** Published versions, newest first, without their text. */
export function listPolicies(
  deps: { readonly db: Db },
  { organizationId, ...query }: VersionsQuery,
): Promise<PolicyVersionLine[]> {
  return deps.db.tenant(organizationId, (scope) => listPolicyVersions(scope, query));
}
