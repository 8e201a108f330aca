import type { PolicyVersionLine } from "@countersign/db";
import type { VersionLine } from "../../views/policy.ts";

/** A published version as the history shows it. */
export function versionLine(row: PolicyVersionLine): VersionLine {
  return {
    version: row.version,
    message: row.message,
    publishedAt: row.createdAt.toISOString(),
    publishedByName: row.publishedByName,
    added: row.rulesAdded,
    changed: row.rulesChanged,
    removed: row.rulesRemoved,
    restoredFrom: row.restoredFrom,
  };
}
