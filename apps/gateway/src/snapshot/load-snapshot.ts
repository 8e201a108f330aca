import type { Db } from "@countersign/db";
import { compileSnapshot } from "./compile-snapshot.ts";
import type { SnapshotLoader } from "./snapshot-cache.ts";

/** Reads and compiles an organization's snapshot from Postgres. The database code is loaded with the first one. */
export function snapshotLoader(db: () => Promise<Db>): SnapshotLoader {
  return async (organizationRef) => {
    const { loadSnapshot } = await import("@countersign/db");
    const rows = await loadSnapshot(await db(), { organizationRef });
    return rows && compileSnapshot(rows);
  };
}
