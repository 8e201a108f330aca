import type { JsonObject } from "@countersign/core";
import type { PlainScope, TenantScope } from "../client/db.ts";
import type { Organization } from "../generated/client.ts";

export type OrganizationRow = Organization;

export interface NewOrganization {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly keyRef: string;
  readonly shard: number;
  readonly timeZone: string;
}

/** Inserts the organization of the scope; its id must be the scope's. Null when the name is taken. */
export async function insertOrganization(
  scope: TenantScope,
  organization: NewOrganization,
): Promise<OrganizationRow | null> {
  // ON CONFLICT and no look first: row-level security hides the other organization that has the name.
  const inserted = await scope.tx.$executeRaw`
    INSERT INTO organizations (id, name, title, "keyRef", shard, "timeZone")
    VALUES (${organization.id}, ${organization.name}, ${organization.title}, ${organization.keyRef},
      ${organization.shard}, ${organization.timeZone})
    ON CONFLICT (name) DO NOTHING`;
  return inserted === 1 ? findOrganization(scope) : null;
}

/** The scope's organization, or null. */
export function findOrganization(scope: TenantScope): Promise<OrganizationRow | null> {
  return scope.tx.organization.findUnique({ where: { id: scope.organizationId } });
}

/**
 * Locks the organization's row until the transaction ends: changes of one configuration go one after the other. Rows
 * that only refer to it may be written meanwhile; a stronger lock would stop those too, and meet theirs crosswise.
 */
export async function lockOrganization(scope: TenantScope): Promise<OrganizationRow | null> {
  const rows = await scope.tx.$queryRaw<OrganizationRow[]>`
    SELECT * FROM organizations WHERE id = ${scope.organizationId} FOR NO KEY UPDATE`;
  return rows[0] ?? null;
}

/** Raises the configuration's version by one; returns the new one. The caller holds the row's lock. */
export async function raiseSnapshotVersion(scope: TenantScope): Promise<bigint> {
  const row = await scope.tx.organization.update({
    where: { id: scope.organizationId },
    data: { snapshotVersion: { increment: 1 } },
    select: { snapshotVersion: true },
  });
  return row.snapshotVersion;
}

/** Changes what people call the organization and the zone its days begin in. */
export async function setOrganizationProfile(
  scope: TenantScope,
  profile: { readonly title: string; readonly timeZone: string; readonly earlierTimeZones: readonly JsonObject[] },
): Promise<void> {
  await scope.tx.organization.updateMany({
    where: { id: scope.organizationId },
    data: { ...profile, earlierTimeZones: [...profile.earlierTimeZones] },
  });
}

/** Suspends the organization, by the database's clock, or ends it (reason null). For the worker's role alone. */
export async function setOrganizationSuspension(scope: TenantScope, reason: string | null): Promise<void> {
  await scope.tx.$executeRaw`
    UPDATE organizations SET "suspendedReason" = ${reason},
      "suspendedAt" = CASE WHEN ${reason}::text IS NULL THEN NULL ELSE now() END
    WHERE id = ${scope.organizationId}`;
}

/** The id of the organization that a key's text names, or null. In the scope of `byOrganizationRef`. */
export async function findOrganizationIdByRef(scope: PlainScope, keyRef: string): Promise<string | null> {
  const row = await scope.tx.organization.findUnique({ where: { keyRef }, select: { id: true } });
  return row?.id ?? null;
}

/** An organization a person belongs to, and as what. */
export interface Membership {
  readonly memberId: string;
  readonly organizationId: string;
  readonly organizationName: string;
  readonly organizationTitle: string;
  readonly role: string;
}

/** A person's organizations, by name. In the scope of `asUser` for that person. */
export async function listMemberships(scope: PlainScope, userId: string): Promise<Membership[]> {
  const members = await scope.tx.member.findMany({
    where: { userId, removedAt: null },
    include: { organization: { select: { name: true, title: true } } },
  });
  return members
    .map((member) => ({
      memberId: member.id,
      organizationId: member.organizationId,
      organizationName: member.organization.name,
      organizationTitle: member.organization.title,
      role: member.role,
    }))
    .sort((a, b) => a.organizationName.localeCompare(b.organizationName, "en"));
}

export interface OrganizationName {
  readonly id: string;
  readonly name: string;
}

/** Every organization, by name. */
export function listOrganizationNames(scope: PlainScope): Promise<OrganizationName[]> {
  return scope.tx.organization.findMany({ select: { id: true, name: true }, orderBy: { name: "asc" } });
}
