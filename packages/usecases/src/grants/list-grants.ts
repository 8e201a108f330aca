import { type Db, listGrants, type UsedGrant } from "@countersign/db";

export interface GrantPage {
  readonly grants: readonly UsedGrant[];
  /** The id after which the next page begins; null at the end. */
  readonly nextCursor: string | null;
}

/** Grants of an organization, the newest first, with what they have let through. */
export async function readGrants(
  deps: { readonly db: Db },
  query: { readonly organizationId: string; readonly limit: number; readonly cursor: string | null },
): Promise<GrantPage> {
  const { limit } = query;
  const rows = await deps.db.tenant(query.organizationId, (scope) =>
    listGrants(scope, { limit: limit + 1, before: query.cursor }),
  );
  const grants = rows.slice(0, limit);
  return { grants, nextCursor: rows.length > limit ? (grants.at(-1)?.id ?? null) : null };
}
