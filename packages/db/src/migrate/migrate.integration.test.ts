import { startPostgres, type TestPostgres } from "@countersign/testkit";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migrate } from "./migrate.ts";
import { DATABASE_ROLES, deriveRoleUrl } from "./role-passwords.ts";
import { withSchemaEngine } from "./schema-engine.ts";
import { PRISMA_DIR, readSchemaFiles } from "./schema-files.ts";

const MASTER_KEY = "the same test master key in every suite of a cluster";

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.close());

async function freshDatabase(): Promise<{ ownerUrl: string; masterKey: string }> {
  return { ownerUrl: (await postgres.createDatabase()).url, masterKey: MASTER_KEY };
}

async function query<Row extends object>(url: string, text: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

test("the first run applies every migration and the second none", async () => {
  const options = await freshDatabase();
  const first = await migrate(options);
  expect(first.applied.length).toBeGreaterThanOrEqual(4);
  expect(await migrate(options)).toEqual({ applied: [] });
  const rows = await query<{ migration_name: string }>(
    options.ownerUrl,
    `SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL ORDER BY migration_name`,
  );
  expect(rows.map((row) => row.migration_name)).toEqual(first.applied);
});

test("runs on one database and on two databases of a cluster may meet", async () => {
  const [one, two] = [await freshDatabase(), await freshDatabase()];
  const results = await Promise.all([migrate(one), migrate(one), migrate(two)]);
  const applied = results.map((result) => result.applied.length).sort((a, b) => a - b);
  expect(applied[0]).toBe(0);
  expect(applied[1]).toBe(applied[2]);
});

test("a migration that was edited after it was applied stops the next run", async () => {
  const options = await freshDatabase();
  const { applied } = await migrate(options);
  await query(
    options.ownerUrl,
    `UPDATE _prisma_migrations SET checksum = repeat('0', 64) WHERE migration_name = '${applied[1]}'`,
  );
  await expect(migrate(options)).rejects.toThrow(`edited after they were applied: ${applied[1]}`);
});

test("a database that is ahead of the checkout is refused", async () => {
  const options = await freshDatabase();
  await migrate(options);
  await query(
    options.ownerUrl,
    `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count)
     VALUES ('x', 'x', now(), '20991231000000_from_the_future', 1)`,
  );
  await expect(migrate(options)).rejects.toThrow("20991231000000_from_the_future");
});

test("a migration that was interrupted is applied by the next run", async () => {
  const options = await freshDatabase();
  const { applied } = await migrate(options);
  // The last one only grants: doing it again stands for doing it after it was rolled back.
  const last = applied.find((name) => name.endsWith("_sign_in_tries"));
  await query(
    options.ownerUrl,
    `UPDATE _prisma_migrations SET finished_at = NULL, applied_steps_count = 0 WHERE migration_name = '${last}'`,
  );
  expect(await migrate(options)).toEqual({ applied: [last] });
  expect(await migrate(options)).toEqual({ applied: [] });
});

test("the migrations make exactly the data model", async () => {
  const options = await freshDatabase();
  await migrate(options);
  const files = await readSchemaFiles();
  const drift = await withSchemaEngine(options.ownerUrl, (engine) =>
    engine.diff({
      from: { tag: "schemaDatasource", files, configDir: PRISMA_DIR },
      to: { tag: "schemaDatamodel", files },
      script: true,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    }),
  );
  expect(drift).toMatchObject({ exitCode: 0 });
});

test("the derived passwords open the database, others don't", async () => {
  const options = await freshDatabase();
  await migrate(options);
  for (const role of DATABASE_ROLES) {
    const [row] = await query<{ role: string }>(
      deriveRoleUrl(options.ownerUrl, role, MASTER_KEY),
      "SELECT current_user AS role",
    );
    expect(row?.role).toBe(role);
    const other = deriveRoleUrl(options.ownerUrl, role, "some other key that is long enough too");
    await expect(query(other, "SELECT 1")).rejects.toThrow("password authentication failed");
  }
});

test("an owner without superuser rights is enough, and FORCE binds it too", async () => {
  const database = await postgres.createDatabase();
  // The roles must be there already: on a shared cluster only who made them may set their passwords.
  await migrate(await freshDatabase());
  const owner = `owner_${database.name}`;
  await query(postgres.url, `CREATE ROLE ${owner} LOGIN CREATEROLE PASSWORD 'plain'`);
  await query(postgres.url, `ALTER DATABASE ${database.name} OWNER TO ${owner}`);
  const ownerUrl = new URL(database.url);
  ownerUrl.username = owner;
  ownerUrl.password = "plain";
  await migrate({ ownerUrl: ownerUrl.toString(), masterKey: MASTER_KEY });
  const worker = deriveRoleUrl(database.url, "countersign_worker", MASTER_KEY);
  await query(
    worker,
    `INSERT INTO organizations (id, name, title, "keyRef") VALUES ('org_x', 'acme', 'Acme', 'AAAAAAAAAA')`,
  );
  await query(
    worker,
    `INSERT INTO agents (id, "organizationId", name, title) VALUES ('agt_x', 'org_x', 'outreach', 'Outreach')`,
  );
  await query(
    worker,
    `INSERT INTO audit_records (id, at, "organizationId", sequence, kind, record)
     VALUES ('rec_x', now() + interval '20 days', 'org_x', 0, 'call', '{}')`,
  );
  expect(await query(worker, "SELECT ensure_audit_partitions(21) > 0 AS made")).toEqual([{ made: true }]);
  expect(await query(worker, "SELECT id FROM audit_records")).toEqual([{ id: "rec_x" }]);
  expect(await query(ownerUrl.toString(), "SELECT id FROM organizations")).toEqual([]);
  await database.drop();
  await query(postgres.url, `DROP ROLE ${owner}`);
});
