import { createMigratedDatabase, type MigratedDatabase } from "@countersign/testkit";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { migrate } from "./migrate.ts";
import { DATABASE_ROLES } from "./role-passwords.ts";

const MASTER_KEY = "the same test master key in every suite of a cluster";
/** Tables that belong to people or to the platform. Everything else must be walled by organization. */
const NOT_TENANT = [
  "users",
  "email_links",
  "passkeys",
  "passkey_challenges",
  "sign_in_sessions",
  "sign_in_attempts",
  "stream_positions",
  "_prisma_migrations",
];

let database: MigratedDatabase;
let client: Client;
beforeAll(async () => {
  database = await createMigratedDatabase({
    migrate: async (url) => void (await migrate({ ownerUrl: url, masterKey: MASTER_KEY })),
  });
  client = new Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.close();
});

async function column(text: string, values: unknown[] = []): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(text, values);
  return rows.map((row) => row.name);
}

const TENANT_TABLES = `SELECT c.relname AS name, c.oid FROM pg_class c
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND c.relname <> ALL($1)`;

describe("every tenant table", () => {
  test("names its organization", async () => {
    const without = await column(
      `SELECT t.name FROM (${TENANT_TABLES}) t WHERE t.name <> 'organizations' AND NOT EXISTS (
         SELECT FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attname = 'organizationId' AND a.attnotnull)`,
      [NOT_TENANT],
    );
    expect(without).toEqual([]);
  });

  test("has row-level security enabled and forced", async () => {
    const open = await column(
      `SELECT t.name FROM (${TENANT_TABLES}) t JOIN pg_class c ON c.oid = t.oid
       WHERE NOT (c.relrowsecurity AND c.relforcerowsecurity)`,
      [NOT_TENANT],
    );
    expect(open).toEqual([]);
  });

  test.each(DATABASE_ROLES)("has a policy with USING and WITH CHECK for %s", async (role) => {
    const without = await column(
      `SELECT t.name FROM (${TENANT_TABLES}) t WHERE NOT EXISTS (
         SELECT FROM pg_policy p WHERE p.polrelid = t.oid AND p.polcmd = '*' AND $2::regrole = ANY(p.polroles)
           AND pg_get_expr(p.polqual, p.polrelid) LIKE '%current_organization_id()%'
           AND pg_get_expr(p.polwithcheck, p.polrelid) = pg_get_expr(p.polqual, p.polrelid))`,
      [NOT_TENANT, role],
    );
    expect(without).toEqual([]);
  });

  test("has no policy that lets everybody in, but for the owner of the view that searches records", async () => {
    const open = await column(
      `SELECT c.relname || '.' || p.polname AS name FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
       WHERE (0 = ANY(p.polroles) OR pg_get_expr(p.polqual, p.polrelid) = 'true')
         AND NOT (p.polname = 'owner_search' AND p.polcmd = 'r' AND p.polroles = ARRAY[c.relowner])`,
    );
    expect(open).toEqual([]);
  });

  test("refers to other tenant tables together with the organization", async () => {
    const loose = await column(
      `SELECT c.conname AS name FROM pg_constraint c
       WHERE c.contype = 'f' AND c.conrelid IN (SELECT oid FROM (${TENANT_TABLES}) t)
         AND c.confrelid IN (SELECT oid FROM (${TENANT_TABLES}) t WHERE t.name <> 'organizations')
         AND NOT EXISTS (SELECT FROM unnest(c.conkey, c.confkey) AS k(own, other)
           JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.own AND a.attname = 'organizationId'
           JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = k.other AND b.attname = 'organizationId')`,
      [NOT_TENANT],
    );
    expect(loose).toEqual([]);
  });
});

test("a new table is either walled or named here", async () => {
  const known = await column(`SELECT c.relname AS name FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND NOT c.relrowsecurity`);
  expect(known.sort()).toEqual([...NOT_TENANT].sort());
});

const GRANTS = `SELECT c.relname AS name FROM pg_class c
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND (has_table_privilege($1, c.oid, $2) OR ($2 <> 'DELETE' AND has_any_column_privilege($1, c.oid, $2)))
  ORDER BY 1`;

const UPDATABLE = `
  SELECT table_name || '.' || column_name AS name FROM information_schema.column_privileges
  WHERE table_schema = 'public' AND grantee = $1 AND privilege_type = 'UPDATE' AND table_name = ANY($2) ORDER BY 1`;

test("history can't be changed or removed by either role; the worker takes out what is erased, in these columns", async () => {
  const history = ["audit_records", "ledger_entries", "policy_versions", "votes"];
  const erasable = ["erased", "instanceName", "personId", "record", "salts", "summary", "terms"];
  for (const role of DATABASE_ROLES) {
    expect((await column(GRANTS, [role, "DELETE"])).filter((table) => history.includes(table))).toEqual([]);
    const changeable = (await column(UPDATABLE, [role, history])).sort();
    const erases = [...erasable.map((each) => `audit_records.${each}`), "votes.reason"];
    expect(changeable).toEqual(role === "countersign_worker" ? erases : []);
  }
});

test("the application deletes nothing of an organization and writes no records", async () => {
  expect(await column(GRANTS, ["countersign_app", "DELETE"])).toEqual([
    "passkey_challenges",
    "passkeys",
    "sign_in_attempts",
  ]);
  const inserts = await column(GRANTS, ["countersign_app", "INSERT"]);
  for (const table of [
    "audit_records",
    "audit_heads",
    "hot_marks",
    "ledger_entries",
    "session_labels",
    "stream_positions",
  ]) {
    expect(inserts).not.toContain(table);
  }
});

test("the worker deletes only what is done or outdated", async () => {
  expect(await column(GRANTS, ["countersign_worker", "DELETE"])).toEqual([
    "audit_outbox",
    "email_links",
    "outbox",
    "passkey_challenges",
    "session_clears",
    "session_labels",
    "sign_in_attempts",
    "sign_in_sessions",
  ]);
});

test("no role truncates, makes triggers or refers, and nobody else has any right", async () => {
  const found = await column(
    `SELECT g.table_name || ' ' || g.grantee || ' ' || g.privilege_type AS name FROM information_schema.role_table_grants g
     WHERE g.table_schema = 'public' AND g.grantee <> (SELECT tableowner FROM pg_tables WHERE tablename = 'organizations')
       AND NOT (g.grantee = ANY($1) AND g.privilege_type IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE'))`,
    [DATABASE_ROLES],
  );
  expect(found).toEqual([]);
});

test("no partition is granted to anybody: the parent's policies don't cover it", async () => {
  const granted = await column(
    `SELECT c.relname AS name FROM pg_class c, unnest($1::text[]) AS r(role)
     WHERE c.relispartition AND c.relkind = 'r' AND (has_table_privilege(r.role, c.oid, 'SELECT, INSERT, UPDATE, DELETE')
       OR has_any_column_privilege(r.role, c.oid, 'SELECT, INSERT, UPDATE'))`,
    [DATABASE_ROLES],
  );
  expect(granted).toEqual([]);
});

test("functions that run as the owner have a pinned search path and named users", async () => {
  const loose = await column(
    `SELECT p.proname AS name FROM pg_proc p
     WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef
       AND (NOT EXISTS (SELECT FROM unnest(p.proconfig) AS s WHERE s LIKE 'search_path=pg_catalog, public, pg_temp')
         OR p.proacl IS NULL OR EXISTS (SELECT FROM aclexplode(p.proacl) AS a WHERE a.grantee = 0))`,
  );
  expect(loose).toEqual([]);
});
