import type { Admission, AmendItem } from "@countersign/admission";
import { type Actor, type CallRecord, callRecordSchema, newId, type Refusal, refusal } from "@countersign/contracts";
import {
  findCharges,
  findShard,
  findUnknownOutcome,
  type NewLedgerEntry,
  type TenantScope,
  type UnknownOutcomeRow,
} from "@countersign/db";
import { storableText } from "@countersign/db/audit";
import { type AskingAgain, againFault, askAgain } from "../approvals/ask-again.ts";
import type { ApprovalDeps } from "../approvals/moves.ts";
import { invalidField } from "../configuration/outcome.ts";
import { counterKeyOfEntry } from "../limits/counter-key.ts";
import { isSuspended, suspendedRefusal } from "../organizations/suspension.ts";

export interface ResolveDeps extends ApprovalDeps {
  readonly hot: Pick<Admission, "amend" | "counterKeyOf">;
}

export interface Resolution {
  readonly organizationId: string;
  /** The record that says that the outcome is unknown. */
  readonly recordId: string;
  readonly as: "ran" | "did_not_run";
  /** What it cost if it ran, micro-USD; null for what was set aside, which is the most it may be. */
  readonly costMicros: bigint | null;
  /** How the person knows. */
  readonly note: string | null;
  /** Whether people are asked for the call again; it never runs again without their votes. */
  readonly again?: boolean;
  readonly actor: Actor;
}

export type Resolved =
  /** The record that says so; it is on its way to the audit. */
  | {
      readonly ok: true;
      readonly recordId: string;
      /** Where people are asked for the call again. */
      readonly approvalId: string | null;
    }
  | { readonly ok: false; readonly refusal: Refusal };

const MOST_NOTE = 1_000;

/**
 * A person says what became of a call whose outcome is unknown: a record of its own tells, and spend is put right in the
 * counters and the ledger. Of several who say so, and the call's own end that comes late, the first counts. Refusals:
 * `request.target.unknown`, `call.outcome.final`, `request.body.invalid` for a cost above what was set aside,
 * `auth.organization.suspended`, `platform.state.rebuilding`, `platform.record.unavailable`, and with `again`
 * `call.again.refused`: nothing was said then, unless the policy came to deny it in the same moment.
 */
export async function resolveOutcome(deps: ResolveDeps, resolution: Resolution): Promise<Resolved> {
  const read = await deps.db.tenant(resolution.organizationId, (scope) => readUnknown(scope, resolution.recordId));
  if ("refusal" in read) return { ok: false, refusal: read.refusal };
  const { record, charges, shard } = read;
  const asking = resolution.again ? askingOf(record, resolution) : null;
  const unaskable = asking && (await againFault(deps, asking));
  if (unaskable) return { ok: false, refusal: unaskable };
  const reserved = BigInt(record.costMicros);
  const costMicros = resolution.as === "ran" ? (resolution.costMicros ?? reserved) : 0n;
  if (costMicros < 0n || costMicros > reserved) {
    return invalidField(
      "cost",
      "It can't have cost more than was set aside. Leave the price out, or write a lower one.",
    );
  }
  const resolved = resolvedRecord(record, { ...resolution, costMicros });
  const verdict = await deps.hot.amend({
    org: resolution.organizationId,
    shard,
    callId: record.callId,
    record: JSON.stringify(resolved),
    actualMicros: costMicros,
    ...(resolution.as === "did_not_run" && { isNothingSent: true }),
    charged: charged(deps, { org: resolution.organizationId, shard }, charges),
  });
  if (verdict.kind !== "SETTLED_NOW") return { ok: false, refusal: refusalOf(verdict.kind) };
  if (!asking) return { ok: true, recordId: resolved.id, approvalId: null };
  const asked = await askAgain(deps, asking);
  return asked.ok ? { ...asked, recordId: resolved.id } : asked;
}

function askingOf({ approvalId }: CallRecord, { organizationId, recordId, actor }: Resolution): AskingAgain {
  // A call that needed nobody has nobody to ask: its agent may make it anew, and the policy decides.
  return { organizationId, recordId, actor, approvalId: approvalId ?? "" };
}

interface Unknown {
  readonly record: CallRecord;
  readonly charges: readonly NewLedgerEntry[];
  readonly shard: number;
}

async function readUnknown(scope: TenantScope, recordId: string): Promise<Unknown | { readonly refusal: Refusal }> {
  if (await isSuspended(scope)) return { refusal: suspendedRefusal() };
  const row = await findUnknownOutcome(scope, recordId);
  const record = row && unknownRecord(row);
  if (!record) return { refusal: refusal("request.target.unknown", "There is no such call with an unknown outcome.") };
  if (row.endedAt) return { refusal: refusalOf("SETTLED") };
  return { record, charges: await findCharges(scope, recordId), shard: await findShard(scope) };
}

function unknownRecord({ record }: UnknownOutcomeRow): CallRecord | null {
  const parsed = callRecordSchema.safeParse(record);
  return parsed.success ? parsed.data : null;
}

function resolvedRecord(
  { labelMarks: _set, overrun: _held, ...unknown }: CallRecord,
  { as, actor, note, costMicros }: Resolution & { readonly costMicros: bigint },
): CallRecord {
  const didRun = as === "ran";
  return {
    ...unknown,
    id: newId("record"),
    at: new Date().toISOString(),
    outcome: didRun ? "succeeded" : "failed",
    errorCode: null,
    errorDetail: didRun ? null : "A person found that it did not run.",
    result: null,
    costMicros: costMicros.toString(),
    limits: didRun
      ? unknown.limits.map((limit) => (limit.kind === "spend" ? { ...limit, amount: costMicros.toString() } : limit))
      : [],
    // What it put on its session, it put there when it was sent.
    labels: [],
    resolves: {
      recordId: unknown.id,
      by: actor,
      as,
      note: storableText(note)?.slice(0, MOST_NOTE) ?? null,
    },
  };
}

/** What its unknown outcome took, as counters. */
function charged(
  { hot }: ResolveDeps,
  place: { readonly org: string; readonly shard: number },
  charges: readonly NewLedgerEntry[],
): NonNullable<AmendItem["charged"]> {
  const keyOf = (entry: NewLedgerEntry): string => counterKeyOfEntry(hot.counterKeyOf, place, entry);
  return {
    spend: charges.flatMap((entry) => (entry.kind === "spend" ? [[keyOf(entry), BigInt(entry.amount)] as const] : [])),
    counted: charges.flatMap((entry) => (entry.kind === "calls" ? [keyOf(entry)] : [])),
  };
}

function refusalOf(verdict: string): Refusal {
  if (verdict === "SETTLED") return refusal("call.outcome.final", "What became of this call is known by now.");
  if (verdict === "COLD") {
    return refusal("platform.state.rebuilding", "Counters are being rebuilt. Nothing was changed; try again.");
  }
  return refusal("platform.record.unavailable", "It couldn't be recorded. Nothing was changed; try again.");
}
