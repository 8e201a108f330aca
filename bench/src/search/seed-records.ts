import type { CallRecord } from "@countersign/contracts";
import { newRecord } from "@countersign/usecases";
import type { Client } from "pg";

const DAYS = 30;
const BATCH = 2_000;
const AGENTS = Array.from({ length: 40 }, (_, n) => `agent-${n}`);
const OPERATIONS = ["search_web", "lookup_company", "send_email", "query_database", "refunds.create", "files.read"];
const WORDS = Array.from({ length: 4_000 }, (_, n) => `word${(n * 7919).toString(36)}`);

/** A drawing that is the same in every run. */
function drawing(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Fills an organization's audit with `count` records over 30 days: few denials, common and rare words, mail and prices. */
export async function seedRecords(owner: Client, organizationId: string, count: number): Promise<void> {
  const today = Math.floor(Date.now() / 86_400_000) * 86_400_000;
  for (let day = 1; day <= DAYS; day++) {
    const start = new Date(today - day * 86_400_000).toISOString();
    const end = new Date(today - (day - 1) * 86_400_000).toISOString();
    const name = `audit_records_${start.slice(0, 10).replaceAll("-", "")}`;
    await owner.query(`CREATE TABLE ${name} PARTITION OF audit_records FOR VALUES FROM ('${start}') TO ('${end}')`);
  }
  // The index is built once everything is there, as after a restore.
  await owner.query('DROP INDEX "audit_records_terms_idx"; SET synchronous_commit = off');
  const next = drawing(7);
  for (let first = 0; first < count; first += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, count - first) }, (_, index) => {
      const place = first + index;
      const at = new Date(today - DAYS * 86_400_000 + Math.floor((place / count) * DAYS * 86_400_000));
      return rowOf(newRecord(madeUp({ organizationId, place, at, next })), place);
    });
    await owner.query(INSERT, [JSON.stringify(rows)]);
    if (first % 100_000 === 0) process.stderr.write(`${first.toLocaleString("en-US")} records\n`);
  }
  await owner.query('CREATE INDEX "audit_records_terms_idx" ON audit_records USING GIN (terms)');
  await owner.query("ANALYZE audit_records");
}

const COLUMNS = `id, at, "organizationId", sequence, kind, "agentId", "agentName", "instanceId", "instanceName",
  "connectionName", "operationName", surface, decision, outcome, "ruleIds", "approvalId", "personId", "costMicros",
  "latencyMs", summary, record, terms`;
const INSERT = `INSERT INTO audit_records (${COLUMNS})
  SELECT ${COLUMNS.replace('"ruleIds"', 'ARRAY(SELECT jsonb_array_elements_text("ruleIds"))')}
  FROM jsonb_to_recordset($1::jsonb) AS e(id text, at timestamptz, "organizationId" text, sequence bigint, kind text,
    "agentId" text, "agentName" text, "instanceId" text, "instanceName" text, "connectionName" text,
    "operationName" text, surface text, decision text, outcome text, "ruleIds" jsonb, "approvalId" text,
    "personId" text, "costMicros" bigint, "latencyMs" float8, summary text, record jsonb, terms tsvector)`;

function rowOf({ columns, record, terms }: ReturnType<typeof newRecord>, sequence: number) {
  const vector = terms.map((term) => `'${term.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`).join(" ");
  return { ...columns, sequence, record, terms: vector };
}

interface MadeUp {
  readonly organizationId: string;
  readonly place: number;
  readonly at: Date;
  readonly next: () => number;
}

function madeUp({ organizationId, place, at, next }: MadeUp): CallRecord {
  const pick = <T>(values: readonly T[]): T => values[Math.floor(next() * values.length)] as T;
  const text = () => Array.from({ length: 12 }, () => pick(WORDS)).join(" ");
  const isDenied = next() < 0.02;
  const id = `${at.getTime().toString(16).padStart(12, "0")}-${place.toString(16).padStart(8, "0")}`;
  const args = {
    to: `person${place % 50_000}@company${place % 900}.test`,
    subject: place % 250_000 === 17 ? "needle in the haystack" : text(),
    limit: Math.floor(next() * 1_000),
    body: text(),
  };
  const cost = isDenied ? 0 : Math.floor(next() ** 8 * 5_000_000);
  return {
    id: `rec_${id}`,
    at: at.toISOString(),
    organizationId,
    kind: "call",
    callId: `cal_${id}`,
    principal: {
      agentId: "agt_1",
      agentName: pick(AGENTS),
      instanceId: "ins_1",
      instanceName: "default",
      instanceProved: true,
      keyId: "key_1",
      personId: null,
      clientName: "bench",
      clientVersion: "1",
      ip: "127.0.0.1",
    },
    connectionId: "con_1",
    connectionName: place % 5_000 === 3 ? "rare" : "demo",
    operationName: pick(OPERATIONS),
    surface: "mcp",
    arguments: bounded(JSON.stringify(args)),
    argumentsHash: "a".repeat(64),
    forwardedHash: "a".repeat(64),
    decision: isDenied ? "deny" : "allow",
    ruleIds: [isDenied ? "no-mail" : pick(["web", "lookup", "reads"])],
    reasons: [{ ruleId: "web", text: "allowed by web" }],
    policyVersion: 1,
    approvalId: null,
    attempt: null,
    outcome: isDenied ? "denied" : next() < 0.0002 ? "unknown" : "succeeded",
    errorCode: isDenied ? "policy.rule.denied" : null,
    errorDetail: isDenied ? "A rule denies it." : null,
    result: bounded(JSON.stringify({ content: [{ type: "text", text: text() }] })),
    latency: { gatewayMs: 1, approvalMs: 0, upstreamMs: 20 },
    reservedMicros: String(cost),
    costMicros: String(cost),
    limits: [],
    labels: [],
    summary: args.to,
    count: 1,
  };
}

function bounded(text: string) {
  return { text, bytes: text.length, sha256: "c".repeat(64), isCut: false };
}
