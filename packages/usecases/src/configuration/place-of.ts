import { type Db, findShard } from "@countersign/db";
import type { Place } from "./change-configuration.ts";

/** Where an organization's hot state stands. Throws when there is no such organization. */
export async function placeOf(db: Db, organizationId: string): Promise<Place> {
  return { org: organizationId, shard: await db.tenant(organizationId, findShard) };
}
