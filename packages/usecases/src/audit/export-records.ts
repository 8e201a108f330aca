import type { AuditStore, RecordPlace, RecordRow } from "@countersign/contracts";
import { csvLine } from "@countersign/core";
import type { RecordsWanted } from "./search-records.ts";

const PAGE = 200;

/** What a line of CSV says of a record, in this order. */
const COLUMNS: readonly (readonly [string, (row: RecordRow) => string | number | bigint | null])[] = [
  ["sequence", (row) => row.sequence],
  ["id", (row) => row.id],
  ["at", (row) => row.at],
  ["kind", (row) => row.kind],
  ["agent", (row) => row.agentName],
  ["instance", (row) => row.instanceName],
  ["connection", (row) => row.connectionName],
  ["operation", (row) => row.operationName],
  ["surface", (row) => row.surface],
  ["decision", (row) => row.decision],
  ["outcome", (row) => row.outcome],
  ["rules", (row) => row.ruleIds.join(" ")],
  ["reason", (row) => row.reason],
  ["error_code", (row) => row.errorCode],
  ["approval", (row) => row.approvalId],
  ["action", (row) => row.action],
  ["actor", (row) => row.actorName],
  ["cost_micro_usd", (row) => row.costMicros],
  ["latency_ms", (row) => row.latencyMs],
  ["count", (row) => row.count],
  ["summary", (row) => row.summary],
];

/**
 * The records that match as CSV, newest first, without bodies; a head line first. Memory stays flat. Throws
 * SearchTooSlowError when the filter can't be answered in time.
 */
export async function* exportCsv(
  { audit }: { readonly audit: AuditStore },
  wanted: RecordsWanted,
): AsyncGenerator<string> {
  yield csvLine(COLUMNS.map(([name]) => name));
  let from: RecordPlace | null = null;
  do {
    const { mayReadBodies = false } = wanted;
    const page = await audit.search({ ...wanted, mayReadBodies, limit: PAGE, from, direction: "older" });
    for (const row of page.records) yield csvLine(COLUMNS.map(([, cell]) => cell(row)));
    from = page.next;
  } while (from);
}

/**
 * The records that match as JSON Lines, newest first, each `{"sequence", "record"}` without bodies: for those who may not
 * read them. Memory stays flat. Throws SearchTooSlowError. Such lines are no proof: `exportSelection` makes those.
 */
export async function* exportFound(
  { audit }: { readonly audit: AuditStore },
  wanted: RecordsWanted,
): AsyncGenerator<string> {
  let from: RecordPlace | null = null;
  do {
    const page = await audit.read({ ...wanted, mayReadBodies: false, limit: PAGE, from, direction: "older" });
    for (const { sequence, record } of page.records) {
      yield `${JSON.stringify({ sequence: sequence.toString(), record: withoutBodies(record) })}\n`;
    }
    from = page.next;
  } while (from);
}

function withoutBodies(record: unknown): unknown {
  if (typeof record !== "object" || record === null || !("arguments" in record)) return record;
  return { ...record, arguments: null, result: null };
}
