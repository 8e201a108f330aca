import type { Actor } from "@countersign/contracts";
import type { JsonObject } from "@countersign/core";
import type { Db } from "@countersign/db";
import { appendConfigurationAct } from "../configuration/change-configuration.ts";

export interface ExportAct {
  readonly organizationId: string;
  readonly actor: Actor;
  /** Ties the two records of one export together. */
  readonly exportId: string;
  readonly format: string;
  /** What was asked for, as the address said it. */
  readonly filter: JsonObject;
  /** Null as it begins; at its end how many records went out, and whether that was all of them. */
  readonly end: { readonly records: number; readonly isWhole: boolean } | null;
}

/**
 * Records that somebody takes records away: before the first leaves, so that an export that breaks off has its record
 * too, and again at its end with how many they were.
 */
export function recordExport({ db }: { readonly db: Db }, act: ExportAct): Promise<void> {
  const { organizationId, actor, exportId, format, filter, end } = act;
  const many = end && (end.isWhole ? `all ${end.records} records of it` : `${end.records} records, then stopped`);
  return db.tenant(organizationId, (scope) =>
    appendConfigurationAct(scope, actor, {
      kind: "member",
      action: end === null ? "audit.exported" : "audit.export-ended",
      subject: { kind: "export", id: exportId, name: format },
      detail: { exportId, format, filter, ...(end === null ? {} : { ...end }) },
      summary: end === null ? `audit exported as ${format}` : `export of the audit as ${format} ended: ${many}`,
    }),
  );
}
