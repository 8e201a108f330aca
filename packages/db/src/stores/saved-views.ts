import type { TenantScope } from "../client/db.ts";

/** A search that has a name. */
export interface SavedViewRow {
  readonly id: string;
  readonly name: string;
  /** The filters as the audit page's URL holds them. */
  readonly query: string;
  readonly isShared: boolean;
  /** Who saved it. */
  readonly userId: string;
  readonly createdAt: Date;
}

export type NewSavedView = Omit<SavedViewRow, "createdAt">;

/** The views a person sees: their own and the shared ones, by name. */
export function listSavedViews(scope: TenantScope, userId: string): Promise<SavedViewRow[]> {
  return scope.tx.$queryRaw<SavedViewRow[]>`
    SELECT id, name, query, "isShared", "userId", "createdAt" FROM saved_views
    WHERE "organizationId" = ${scope.organizationId} AND "removedAt" IS NULL
      AND ("isShared" OR "userId" = ${userId})
    ORDER BY name, id`;
}

/** How many living views a person has saved. */
export async function countSavedViews(scope: TenantScope, userId: string): Promise<number> {
  const rows = await scope.tx.$queryRaw<{ saved: bigint }[]>`
    SELECT count(*) AS saved FROM saved_views
    WHERE "organizationId" = ${scope.organizationId} AND "removedAt" IS NULL AND "userId" = ${userId}`;
  return Number(rows[0]?.saved ?? 0);
}

/** Saves a view, in place of the same person's view of that name. Null when the name is a shared view of somebody else. */
export async function saveView(scope: TenantScope, view: NewSavedView): Promise<SavedViewRow | null> {
  const replaced = await scope.tx.$queryRaw<SavedViewRow[]>`
    UPDATE saved_views SET query = ${view.query}
    WHERE "organizationId" = ${scope.organizationId} AND "userId" = ${view.userId} AND name = ${view.name}
      AND "isShared" = ${view.isShared} AND "removedAt" IS NULL
    RETURNING id, name, query, "isShared", "userId", "createdAt"`;
  if (replaced[0]) return replaced[0];
  const rows = await scope.tx.$queryRaw<SavedViewRow[]>`
    INSERT INTO saved_views (id, "organizationId", name, query, "isShared", "userId")
    VALUES (${view.id}, ${scope.organizationId}, ${view.name}, ${view.query}, ${view.isShared}, ${view.userId})
    ON CONFLICT DO NOTHING
    RETURNING id, name, query, "isShared", "userId", "createdAt"`;
  return rows[0] ?? null;
}

/** Removes a view that is the person's own, or any shared one for `mayRemoveShared`. False when there is none such. */
export async function removeView(
  scope: TenantScope,
  { id, userId, mayRemoveShared }: { readonly id: string; readonly userId: string; readonly mayRemoveShared: boolean },
): Promise<boolean> {
  const removed = await scope.tx.$executeRaw`
    UPDATE saved_views SET "removedAt" = clock_timestamp()
    WHERE "organizationId" = ${scope.organizationId} AND id = ${id} AND "removedAt" IS NULL
      AND ("userId" = ${userId} OR ("isShared" AND ${mayRemoveShared}))`;
  return removed > 0;
}
