import { randomBytes } from "node:crypto";
import { cpus, loadavg } from "node:os";
import type { AuditStore, RecordFilter } from "@countersign/contracts";
import { parseArgumentCondition } from "@countersign/core";
import { createDb, deriveRoleUrl } from "@countersign/db";
import { postgresAuditStore } from "@countersign/db/audit";
import { migrate } from "@countersign/db/migrate";
import { createMigratedDatabase } from "@countersign/testkit";
import { Client } from "pg";
import { seedRecords } from "./seed-records.ts";

const COUNT = Number(process.env["RECORDS"] ?? 1_000_000);
const RUNS = Number(process.env["RUNS"] ?? 40);
const ORGANIZATION = "org_bench";
const KEY = randomBytes(32).toString("base64");

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
const args = (...texts: string[]): RecordFilter => {
  const conditions = texts.map((text) => {
    const condition = parseArgumentCondition(text);
    if ("problem" in condition) throw new Error(condition.problem);
    return { ...condition, path: [...condition.path] };
  });
  return { arguments: conditions };
};

/** Filters as people set them: what nearly every record has, what few have, and what none has. */
const SHAPES: readonly (readonly [name: string, filterOf: (run: number) => RecordFilter])[] = [
  ["no filter", () => ({})],
  ["decision: allow (98 %)", () => ({ decision: "allow" })],
  ["decision: deny (2 %)", () => ({ decision: "deny" })],
  ["outcome: unknown (0.02 %)", () => ({ outcome: "unknown" })],
  ["one agent (2.5 %)", (run) => ({ agentName: `agent-${run % 40}` })],
  [
    "agent, operation and denied",
    (run) => ({ agentName: `agent-${run % 40}`, operation: "demo.send_email", decision: "deny" }),
  ],
  ["connection of 200 calls", () => ({ connectionName: "rare" })],
  ["a connection that isn't there", () => ({ connectionName: "nowhere" })],
  ["operation demo.refunds.*", () => ({ operation: "demo.refunds.*" })],
  ["operation *.read", () => ({ operation: "*.read" })],
  ["rule", () => ({ ruleId: "lookup" })],
  ["two days of a month", (run) => ({ from: daysAgo((run % 25) + 3), to: daysAgo((run % 25) + 1), decision: "deny" })],
  ["price at least $4.90", () => ({ minCostMicros: "4900000" })],
  ["a common word (0.6 %)", (run) => ({ text: `word${((run % 4_000) * 7919).toString(36)}` })],
  ["two common words", (run) => ({ text: `word${(run * 7919).toString(36)} word${((run + 1) * 7919).toString(36)}` })],
  ["four records of a million, by two words", () => ({ text: "needle haystack" })],
  ["a phrase", () => ({ text: '"needle in the haystack"' })],
  ["a word that is nowhere", () => ({ text: "nowhere" })],
  ["an address", (run) => ({ text: `person${run * 37}@company${(run * 37) % 900}.test` })],
  ["to = an address (a few)", (run) => args(`to = person${run * 41}@company${(run * 41) % 900}.test`)],
  ["to ~ part of an address (0.1 %)", (run) => args(`to ~ company${run}.test`)],
  ["limit > 500 (50 %)", () => args("limit > 500")],
  ["limit = 999 and denied (0.002 %)", () => ({ ...args("limit = 999"), decision: "deny" })],
  ["limit > 1000 (none)", () => args("limit > 1000")],
];

interface Figure {
  readonly name: string;
  readonly found: string;
  readonly page: Times;
  readonly facets: Times;
}

interface Times {
  readonly p50: number;
  readonly p95: number;
}

async function measure(work: (run: number) => Promise<unknown>): Promise<Times> {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const start = performance.now();
    await work(run);
    times.push(performance.now() - start);
  }
  times.sort((left, right) => left - right);
  const at = (share: number) => Math.round((times[Math.ceil(times.length * share) - 1] ?? 0) * 10) / 10;
  return { p50: at(0.5), p95: at(0.95) };
}

async function figureOf(audit: AuditStore, [name, filterOf]: (typeof SHAPES)[number]): Promise<Figure> {
  const asked = (run: number) => ({ organizationId: ORGANIZATION, filter: filterOf(run), mayReadBodies: true });
  const page = await measure((run) => audit.search({ ...asked(run), limit: 50, from: null, direction: "older" }));
  const facets = await measure((run) => audit.facets(asked(run)));
  const { total } = await audit.facets(asked(1));
  return { name, found: `${total.count.toLocaleString("en-US")}${total.isMore ? "+" : ""}`, page, facets };
}

const database = await createMigratedDatabase({
  migrate: async (url) => void (await migrate({ ownerUrl: url, masterKey: KEY })),
});
const owner = new Client({ connectionString: database.url });
const db = createDb({ url: deriveRoleUrl(database.url, "countersign_app", KEY), poolSize: 2 });
try {
  await owner.connect();
  const start = performance.now();
  await seedRecords(owner, ORGANIZATION, COUNT);
  const seconds = Math.round((performance.now() - start) / 1_000);
  const sizes = await owner.query(
    `SELECT pg_size_pretty(sum(pg_total_relation_size(c.oid))) AS whole,
       pg_size_pretty(sum((SELECT sum(pg_relation_size(i.indexrelid)) FROM pg_index i JOIN pg_class n ON n.oid = i.indexrelid
         WHERE i.indrelid = c.oid AND n.relname LIKE '%terms%'))) AS terms
     FROM pg_class c WHERE c.relname LIKE 'audit_records_2%' AND c.relkind = 'r'`,
  );
  const figures: Figure[] = [];
  for (const shape of SHAPES) figures.push(await figureOf(postgresAuditStore(db), shape));
  const { whole, terms } = sizes.rows[0];
  console.log(
    `${COUNT.toLocaleString("en-US")} records over 30 days, seeded in ${seconds} s; ${whole} in all, ${terms} of it the index of terms.`,
  );
  console.log(
    `${cpus().length} × ${cpus()[0]?.model}; load ${loadavg()
      .map((load) => load.toFixed(1))
      .join(" ")}; ${RUNS} runs each, ms.\n`,
  );
  console.log("| filter | records | page p50 | page p95 | facets p50 | facets p95 |\n|---|---|---|---|---|---|");
  for (const { name, found, page, facets } of figures) {
    console.log(`| ${name} | ${found} | ${page.p50} | ${page.p95} | ${facets.p50} | ${facets.p95} |`);
  }
} finally {
  await Promise.all([owner.end(), db.close()]);
  await database.close();
}
