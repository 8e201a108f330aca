import type { Db } from "@countersign/db";
import { compileSnapshot } from "./compile-snapshot.ts";
import type { SnapshotLoader } from "./snapshot-cache.ts";

/**
 * Reads and compiles an organization's snapshot from Postgres. The database code is loaded with the first one. `noted`
 * hears how far Redis had come by the stored records, so that no restart forgets it.
 */
export function snapshotLoader(
  db: () => Promise<Db>,
  noted: (organizationId: string, sequence: number) => void,
): SnapshotLoader {
  return async (organizationRef) => {
    const { loadSnapshot } = await import("@countersign/db");
    const rows = await loadSnapshot(await db(), { organizationRef });
    if (!rows) return null;
    noted(rows.organizationId, rows.hotSequence);
    return compileSnapshot(rows);
  };
}
