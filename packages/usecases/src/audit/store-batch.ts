import { type AuditRecord, auditRecordSchema, type CallRecord } from "@countersign/contracts";
import {
  type ApprovalRow,
  appendOutbox,
  type ClaimEnd,
  endClaims,
  endUnknownOutcomes,
  insertLedgerEntries,
  insertUnknownOutcomes,
  type NewLedgerEntry,
  noteInstanceSights,
  noteKeyUses,
  type PlainScope,
} from "@countersign/db";
import { findStored, insertRecords, type NewRecord, reserveSequences } from "@countersign/db/audit";
import { noteAfterEffects } from "./after-effects.ts";
import { appendToTrees, placeRecords } from "./grow-trees.ts";
import { lastUses } from "./last-uses.ts";
import { amendedEntries, findAmended, ledgerEntries } from "./ledger-entries.ts";
import { quarantineRecord } from "./quarantine.ts";
import { newRecord } from "./record-columns.ts";

/** How a record came: on the stream from a gateway, or with a change through the audit outbox. */
export type RecordOrigin = "settled" | "recorded" | "orphaned" | "amended" | "act";

/** One thing to be made a record of. */
export interface BatchItem {
  readonly organizationId: string;
  readonly source: string;
  readonly origin: RecordOrigin;
  /** The call it is about, where it is one. */
  readonly callId: string | null;
  /** JSON of the record. */
  readonly raw: string;
  /** Where it stands in the life of its organization; absent for an act. */
  readonly sequence?: number;
}

/** What a batch has become. */
export interface StoredBatch {
  /** Ids of the records that are new, by organization. */
  readonly ids: ReadonlyMap<string, readonly string[]>;
  /** Approvals that ended with these records. */
  readonly ended: readonly ApprovalRow[];
  readonly quarantined: number;
}

interface Reading {
  readonly item: BatchItem;
  readonly record: AuditRecord;
  readonly row: NewRecord;
  readonly isQuarantined: boolean;
}

const APPROVED_CALL = /^(apr_[0-9a-f-]{36})\.(\d{1,9})$/;

/**
 * Stores a batch in the caller's transaction: records with gap-free sequence numbers and leaves, ledger entries, and ends of
 * the approvals the calls were for. What is stored already is skipped. With `isCondemned` nothing is read: everything
 * is kept as quarantined.
 */
export async function storeBatch(
  scope: PlainScope,
  items: readonly BatchItem[],
  condemned: string | null = null,
): Promise<StoredBatch> {
  const fresh = await withoutStored(
    scope,
    items.map((item) => read(item, condemned)),
  );
  await insertWithLeaves(
    scope,
    fresh.map((reading) => reading.row),
  );
  await insertCharges(scope, fresh);
  await noteAfterEffects(scope, fresh.flatMap(endedCall));
  await noteUnknownOutcomes(scope, fresh);
  await noteLastUses(scope, fresh);
  const ended = await endClaims(scope, fresh.flatMap(claimEnd));
  for (const row of ended) {
    const tenant = { organizationId: row.organizationId, tx: scope.tx };
    await appendOutbox(tenant, { topic: "approval.changed", payload: { approvalId: row.id, state: row.state } });
  }
  const ids = new Map<string, string[]>();
  for (const { record } of fresh) {
    const known = ids.get(record.organizationId);
    if (known) known.push(record.id);
    else ids.set(record.organizationId, [record.id]);
  }
  return { ids, ended, quarantined: fresh.filter((reading) => reading.isQuarantined).length };
}

function read(item: BatchItem, condemned: string | null): Reading {
  const reading = (record: AuditRecord, isQuarantined: boolean): Reading => {
    return { item, record, row: newRecord(record), isQuarantined };
  };
  const problemOf = (problem: string): Reading => {
    const { organizationId, source, raw } = item;
    return reading(quarantineRecord({ organizationId, source, raw, problem }), true);
  };
  if (condemned !== null) return problemOf(condemned);
  const parsed = parse(item.raw);
  if (typeof parsed === "string") return problemOf(parsed);
  if (parsed.organizationId !== item.organizationId) return problemOf("the record names another organization");
  return reading(parsed, false);
}

function parse(raw: string): AuditRecord | string {
  try {
    const parsed = auditRecordSchema.safeParse(JSON.parse(raw));
    if (parsed.success) return parsed.data;
    return parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
  } catch {
    return "not JSON";
  }
}

/** Drops what stands in the store or twice in the batch: gateways send again what they can't know to be stored. */
async function withoutStored(scope: PlainScope, readings: readonly Reading[]): Promise<Reading[]> {
  const byKey = new Map(readings.map((reading) => [`${reading.record.id} ${reading.record.at}`, reading]));
  const candidates = [...byKey.values()];
  const stored = await findStored(
    scope,
    candidates.map((reading) => reading.row),
  );
  return candidates.filter(({ record }) => !stored.has(`${record.id} ${record.at}`));
}

/** Inserts records with gap-free sequence numbers, and appends them to their organizations' trees. */
async function insertWithLeaves(scope: PlainScope, rows: readonly NewRecord[]): Promise<void> {
  const counts = new Map<string, number>();
  for (const { columns } of rows) counts.set(columns.organizationId, (counts.get(columns.organizationId) ?? 0) + 1);
  if (counts.size === 0) return;
  const reserved = await reserveSequences(scope, counts);
  const records = placeRecords(rows, reserved);
  await insertRecords(scope, records);
  await appendToTrees(scope, records, reserved);
}

/**
 * Writes what the records took from limits. Amendments come last: what they take back stands by then, even where the
 * unknown outcome came in the same batch.
 */
async function insertCharges(scope: PlainScope, readings: readonly Reading[]): Promise<void> {
  const calls = readings.flatMap(({ item, record }) => (record.kind === "call" ? [{ item, record }] : []));
  const own = calls.filter(({ item }) => item.origin !== "amended");
  await insertLedgerEntries(
    scope,
    own.flatMap(({ record }) => ledgerEntries(record)),
  );
  const amended: NewLedgerEntry[] = [];
  for (const { record } of calls.filter(({ item }) => item.origin === "amended")) {
    const tenant = { organizationId: record.organizationId, tx: scope.tx };
    amended.push(...amendedEntries(record, await findAmended(tenant, record)));
  }
  await insertLedgerEntries(scope, amended);
}

/** Keeps what has an unknown outcome until its end comes: late by itself, or by a person's word. */
async function noteUnknownOutcomes(scope: PlainScope, readings: readonly Reading[]): Promise<void> {
  const calls = readings.flatMap(({ item, record, isQuarantined }) =>
    record.kind === "call" && !isQuarantined ? [{ origin: item.origin, record }] : [],
  );
  await insertUnknownOutcomes(
    scope,
    calls.flatMap(({ record: { organizationId, id: recordId, callId, at, outcome } }) =>
      outcome === "unknown" ? [{ organizationId, recordId, callId, at }] : [],
    ),
  );
  await endUnknownOutcomes(
    scope,
    calls.flatMap(({ origin, record: { organizationId, id: endRecordId, callId, at, resolves } }) =>
      origin === "amended" ? [{ organizationId, callId, at, endRecordId, ending: resolves?.as ?? "late" }] : [],
    ),
  );
}

/** The end of an approval tells nothing of when its key was used, and what is quarantined tells nothing at all. */
async function noteLastUses(scope: PlainScope, readings: readonly Reading[]): Promise<void> {
  const uses = lastUses(
    readings.flatMap(({ item, record, isQuarantined }) =>
      record.kind === "call" && item.origin !== "act" && !isQuarantined ? [record] : [],
    ),
  );
  await noteKeyUses(scope, uses.keys);
  await noteInstanceSights(scope, uses.instances);
}

/** What was admitted leaves something behind; what was turned away doesn't. */
function endedCall({ item: { origin, sequence }, record }: Reading) {
  if (record.kind !== "call" || sequence === undefined || origin === "recorded" || origin === "act") return [];
  return [{ record, sequence }];
}

/** A claimed call's end. What was only refused leaves its approval to its gateway, which gives the claim back. */
function claimEnd({ item, record, isQuarantined }: Reading): ClaimEnd[] {
  if (isQuarantined) return lostClaim(item, record.id);
  if (record.kind !== "call" || record.approvalId === null || record.attempt === null) return [];
  if (item.origin !== "settled" && item.origin !== "orphaned") return [];
  const { organizationId, approvalId, attempt, id } = record;
  return [{ organizationId, approvalId, attempt, event: endEvent(record), recordId: id }];
}

function endEvent(record: CallRecord): ClaimEnd["event"] {
  if (record.outcome === "succeeded") return "succeed";
  return record.outcome === "unknown" ? "lose" : "fail";
}

/** The record of a claimed call can't be read: nobody can say how it ended. */
function lostClaim(item: BatchItem, recordId: string): ClaimEnd[] {
  const [, approvalId, attempt] = APPROVED_CALL.exec(item.callId ?? "") ?? [];
  if (approvalId === undefined || (item.origin !== "settled" && item.origin !== "orphaned")) return [];
  const { organizationId } = item;
  return [{ organizationId, approvalId, attempt: Number(attempt), event: "lose", recordId }];
}
