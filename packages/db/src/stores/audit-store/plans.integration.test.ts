import type { RecordFilter } from "@countersign/contracts";
import { searchTermNames } from "@countersign/core";
import { createMigratedDatabase, type MigratedDatabase } from "@countersign/testkit";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createDb, type Db } from "../../client/db.ts";
import { Prisma } from "../../generated/client.ts";
import { migrate } from "../../migrate/migrate.ts";
import { deriveRoleUrl } from "../../migrate/role-passwords.ts";
import { postgresAuditStore } from "./postgres-audit-store.ts";

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const MASTER_KEY = "the same test master key in every suite of a cluster";
const ORGANIZATION = "org_plans";
const RECORDS = 20_000;
const DAYS = 10;

let database: MigratedDatabase;
let owner: Client;
let db: Db;
const plans: string[] = [];

beforeAll(async () => {
  database = await createMigratedDatabase({
    migrate: async (url) => void (await migrate({ ownerUrl: url, masterKey: MASTER_KEY })),
  });
  owner = new Client({ connectionString: database.url });
  await owner.connect();
  for (let day = 1; day <= DAYS; day++) {
    const [from, to] = [day, day - 1].map((ago) => new Date(midnight() - ago * 86_400_000).toISOString());
    await owner.query(
      `CREATE TABLE audit_records_${from?.slice(0, 10).replaceAll("-", "")} PARTITION OF audit_records FOR VALUES FROM ('${from}') TO ('${to}')`,
    );
  }
  const name = searchTermNames(ORGANIZATION);
  const terms = [name.field("decision", "deny"), name.field("agent", "scout"), name.text("common")];
  await owner.query(
    `INSERT INTO audit_records (id, at, "organizationId", sequence, kind, "agentName", "connectionName", "operationName",
       decision, "ruleIds", summary, record, terms)
     SELECT 'rec_' || n, $2::timestamptz - n * interval '43 seconds', $1, n, 'call', 'scout', 'demo', 'search_web',
       CASE WHEN n % 997 = 0 THEN 'deny' ELSE 'allow' END, '{}', 'common', '{}',
       array_to_tsvector(CASE WHEN n % 997 = 0 THEN $3::text[] ELSE ($3::text[])[2:3] END)
     FROM generate_series(0, ${RECORDS - 1}) AS n`,
    [ORGANIZATION, new Date(midnight() - 1).toISOString(), terms],
  );
  await owner.query("ANALYZE audit_records");
  db = createDb({ url: deriveRoleUrl(database.url, "countersign_app", MASTER_KEY), poolSize: 1 });
});
afterAll(async () => {
  await Promise.all([owner?.end(), db?.close()]);
  await database?.close();
});

function midnight(): number {
  return Math.floor(Date.now() / 86_400_000) * 86_400_000;
}

/** The same database; each statement's plan is noted before it runs. */
function explaining(plain: Db): Db {
  return {
    ...plain,
    tenant: (organizationId, work, options) =>
      plain.tenant(
        organizationId,
        (scope) => {
          const explain = async (strings: TemplateStringsArray, ...values: unknown[]): Promise<unknown> => {
            const statement = Prisma.sql(strings, ...values);
            if (statement.sql.includes("audit_search")) {
              const rows = await scope.tx.$queryRaw<Record<string, string>[]>`EXPLAIN ${statement}`;
              plans.push(rows.map((row) => row["QUERY PLAN"] ?? "").join("\n"));
            }
            return scope.tx.$queryRaw(strings, ...values);
          };
          const tx = new Proxy(scope.tx, {
            get: (target, name): unknown => (name === "$queryRaw" ? explain : Reflect.get(target, name)),
          });
          return work({ ...scope, tx });
        },
        options,
      ),
  };
}

describe(`among ${RECORDS} records`, () => {
  it.each<[string, RecordFilter, string]>([
    ["everything", {}, "Index Scan"],
    ["what nearly all have", { agentName: "scout" }, "Index Scan"],
    ["what few have", { decision: "deny" }, "terms_idx"],
    ["what none has", { decision: "require_approval" }, "terms_idx"],
    ["a common word", { text: "common" }, "terms_idx"],
    ["a word that is nowhere", { text: "nowhere" }, "terms_idx"],
    ["an argument", { arguments: [{ path: ["to"], operator: "=", value: '"x"' }] }, "terms_idx"],
    ["a range", { arguments: [{ path: ["limit"], operator: ">", value: "5" }] }, "terms_idx"],
    ["a price", { minCostMicros: "5" }, "terms_idx"],
    [
      "a time and what few have",
      { decision: "deny", from: new Date(midnight() - 3 * 86_400_000).toISOString() },
      "terms_idx",
    ],
  ])("%s is found by an index, whatever partition it is in", async (_name, filter, index) => {
    plans.length = 0;
    const store = postgresAuditStore(explaining(db));
    const asked = { organizationId: ORGANIZATION, filter, mayReadBodies: true };
    await store.search({ ...asked, limit: 50, from: null, direction: "older" });
    await store.facets(asked);
    expect(plans.length).toBeGreaterThan(0);
    expect(plans.filter((plan) => plan.includes("Seq Scan"))).toEqual([]);
    expect(plans.some((plan) => plan.includes(index))).toBe(true);
  });
});
