import type { TenantScope } from "../client/db.ts";
import type { PolicyVersion } from "../generated/client.ts";

export type PolicyVersionRow = PolicyVersion;

export interface NewPolicyVersion {
  readonly id: string;
  readonly version: number;
  /** The YAML as it was published. */
  readonly source: string;
  readonly message: string;
  readonly publishedBy: string | null;
  /** As the publisher is called now. */
  readonly publishedByName: string;
  readonly rulesAdded: number;
  readonly rulesChanged: number;
  readonly rulesRemoved: number;
  /** The version whose text this one brings back. */
  readonly restoredFrom: number | null;
}

/** A version in a list: all but its text. */
export type PolicyVersionLine = Omit<PolicyVersionRow, "source" | "organizationId">;

/** Inserts a version and makes it the one in use. The caller holds the organization's lock. */
export async function insertPolicyVersion(scope: TenantScope, policy: NewPolicyVersion): Promise<PolicyVersionRow> {
  const row = await scope.tx.policyVersion.create({ data: { ...policy, organizationId: scope.organizationId } });
  await scope.tx.organization.update({
    where: { id: scope.organizationId },
    data: { policyVersion: policy.version },
    select: { id: true },
  });
  return row;
}

/** One version, or the one in use. Null when there is none. */
export function findPolicyVersion(scope: TenantScope, version?: number): Promise<PolicyVersionRow | null> {
  return scope.tx.policyVersion.findFirst({
    where: { organizationId: scope.organizationId, ...(version === undefined ? {} : { version }) },
    orderBy: { version: "desc" },
  });
}

/** Versions older than `before` (all without it), newest first, without their text. */
export function listPolicyVersions(
  scope: TenantScope,
  { limit, before }: { readonly limit: number; readonly before?: number },
): Promise<PolicyVersionLine[]> {
  return scope.tx.policyVersion.findMany({
    where: { organizationId: scope.organizationId, ...(before === undefined ? {} : { version: { lt: before } }) },
    omit: { source: true, organizationId: true },
    orderBy: { version: "desc" },
    take: limit,
  });
}
