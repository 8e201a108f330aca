import { startPostgres, type TestDatabase, type TestPostgres } from "@countersign/testkit";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { prepareDemoDatabase, READER_ROLE } from "./prepare-demo-database.ts";
import { createSqlReader, type SqlAnswer } from "./sql-reader.ts";

const sqlDirectory = new URL("../../sql/", import.meta.url);
const rolePassword = "only for 'tests'";
let postgres: TestPostgres;
let database: TestDatabase;
let readerUrl: string;
let run: (sql: string) => Promise<SqlAnswer>;

beforeAll(async () => {
  postgres = await startPostgres();
  database = await postgres.createDatabase();
  await prepareDemoDatabase({ ownerUrl: database.url, rolePassword, sqlDirectory });
  readerUrl = asReader(database.url);
  run = createSqlReader(readerUrl).run;
});
afterAll(() => postgres.close());

function asReader(ownerUrl: string): string {
  const url = new URL(ownerUrl);
  url.username = READER_ROLE;
  url.password = encodeURIComponent(rolePassword);
  return url.href;
}

async function asOwner(sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query(sql);
  await client.end();
  return rows;
}

const fingerprint = () =>
  asOwner(`SELECT
    (SELECT count(*) FROM read_only.customers) AS customers, (SELECT count(*) FROM read_only.orders) AS orders,
    (SELECT count(*) FROM read_only.order_items) AS items, (SELECT count(*) FROM private.salaries) AS salaries,
    (SELECT sum(price_usd) FROM read_only.products) AS prices,
    (SELECT count(*) FROM pg_class) AS relations, (SELECT count(*) FROM pg_largeobject_metadata) AS objects,
    (SELECT rolpassword FROM pg_authid WHERE rolname = '${READER_ROLE}') AS password,
    (SELECT array_agg(setconfig::text ORDER BY setconfig::text) FROM pg_db_role_setting) AS settings`);

test("rows come back with their columns, and nothing is rounded", async () => {
  expect(await run("SELECT id, sku, price_usd FROM read_only.products ORDER BY id LIMIT 2")).toMatchObject({
    kind: "rows",
    columns: ["id", "sku", "price_usd"],
    rows: [
      [1, "SKU-0001", expect.stringMatching(/^\d+\.\d\d$/)],
      [2, "SKU-0002", expect.any(String)],
    ],
    truncated: null,
  });
  const typed =
    "SELECT 9007199254740993::bigint, 7::bigint, true, date '2026-02-03', '{\"a\":1}'::jsonb, 'NaN'::float8";
  expect(await run(typed)).toMatchObject({ rows: [["9007199254740993", 7, true, "2026-02-03", { a: 1 }, "NaN"]] });
});

test("columns of the same name are all kept", async () => {
  expect(await run("SELECT 1 AS n, 2 AS n")).toMatchObject({ columns: ["n", "n"], rows: [[1, 2]] });
});

test("an answer without rows still names its columns", async () => {
  const answer = await run("SELECT id, sku FROM read_only.products WHERE false");
  expect(answer).toMatchObject({ columns: ["id", "sku"], rows: [], truncated: null });
});

test("an unqualified name means the permitted schema", async () => {
  expect(await run("SELECT count(*) FROM customers")).toMatchObject({ rows: [[60]] });
});

test.each([
  "SELECT * FROM private.salaries",
  "SELECT query_to_xml('select * from private.salaries', true, true, '')",
  "SELECT * FROM pg_authid",
  "SELECT pg_read_file('/etc/passwd')",
  "COPY read_only.customers TO '/tmp/customers.csv'",
  "COPY (SELECT 1) TO PROGRAM 'true'",
  "COPY read_only.customers FROM STDIN",
  "INSERT INTO read_only.customers VALUES (1000, 'x', 'x', 'DE', 'small', now())",
  "WITH gone AS (DELETE FROM read_only.order_items RETURNING *) SELECT * FROM gone",
  "UPDATE read_only.products SET price_usd = 1",
  "CREATE TABLE read_only.mine (id int)",
  "CREATE TABLE public.mine (id int)",
  "CREATE TEMP TABLE mine (id int)",
  "EXPLAIN ANALYZE CREATE TABLE public.mine AS SELECT 1",
  "EXPLAIN ANALYZE CREATE TEMP TABLE mine AS SELECT 1",
  "SELECT lo_create(4711)",
  "SET ROLE postgres",
  "SET SESSION AUTHORIZATION postgres",
  "ALTER ROLE CURRENT_USER PASSWORD 'mine'",
  "ALTER ROLE CURRENT_USER SET default_transaction_read_only = off",
  "DO $$ BEGIN SET TRANSACTION READ WRITE; ALTER ROLE CURRENT_USER PASSWORD 'mine'; END $$",
  "DO $$ BEGIN PERFORM set_config('transaction_read_only', 'off', true); ALTER ROLE CURRENT_USER PASSWORD 'mine'; END $$",
  "SELECT 1; SELECT 2",
  "COMMIT; DELETE FROM read_only.order_items",
  "SELECT 1 FROM nowhere",
  "SELEC 1",
])("refused, and nothing changes: %s", async (sql) => {
  const before = await fingerprint();
  expect(await run(sql)).toMatchObject({ kind: "failed", reason: expect.stringContaining("PostgreSQL refused") });
  expect(await fingerprint()).toEqual(before);
});

test.each(["COMMIT", "ROLLBACK", "SET TRANSACTION READ WRITE", "SET search_path = private", "DISCARD ALL", "LISTEN x"])(
  "%s changes nothing for the next call",
  async (sql) => {
    const before = await fingerprint();
    await run(sql);
    expect(await run("SELECT current_setting('transaction_read_only'), current_schema()")).toMatchObject({
      rows: [["on", "read_only"]],
    });
    expect(await fingerprint()).toEqual(before);
  },
);

test("an advisory lock taken by one call does not block the next", async () => {
  await run("SELECT pg_advisory_lock(1)");
  expect(await run("SELECT pg_try_advisory_lock(1)")).toMatchObject({ rows: [[true]] });
});

test("more rows than allowed are cut, and it is said", async () => {
  const few = createSqlReader(readerUrl, { maxRows: 3, maxBytes: 100_000, timeoutMs: 2_000 });
  const answer = await few.run("SELECT generate_series(1, 100000000) AS n");
  expect(answer).toMatchObject({ columns: ["n"], rows: [[1], [2], [3]], truncated: "rows" });
  expect(await few.run("SELECT generate_series(1, 3) AS n")).toMatchObject({ truncated: null });
});

test("one row larger than allowed is not read to its end", async () => {
  const small = createSqlReader(readerUrl, { maxRows: 3, maxBytes: 100_000, timeoutMs: 5_000 });
  expect(await small.run("SELECT repeat('x', 50000000)")).toMatchObject({ rows: [], truncated: "bytes" });
});

test("a statement that takes too long is ended, even when it lifts its own limit", async () => {
  const quick = createSqlReader(readerUrl, { maxRows: 3, maxBytes: 100_000, timeoutMs: 200 });
  const reason = expect.stringContaining("57014");
  expect(await quick.run("SELECT pg_sleep(60)")).toMatchObject({ kind: "failed", reason });
  const lifted = "SELECT set_config('statement_timeout', '0', false), pg_sleep(60)";
  expect(await quick.run(lifted)).toMatchObject({ kind: "failed", reason });
});

test("more calls at once than connections all get their answer", async () => {
  const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => run(`SELECT ${n}`)));
  expect(answers).toMatchObject(Array.from({ length: 40 }, (_, n) => ({ rows: [[n]] })));
});

test("an unreachable database is an answer without host, role or password", async () => {
  const url = new URL(readerUrl);
  url.password = "wrong";
  const answer = await createSqlReader(url.href).run("SELECT 1");
  expect(answer).toEqual({ kind: "failed", reason: "The demo database can't be used: 28P01." });
});

test("preparing again, many times at once, changes nothing", async () => {
  const before = (await fingerprint()).map(({ password: _, ...rest }) => rest);
  const prepare = () => prepareDemoDatabase({ ownerUrl: database.url, rolePassword, sqlDirectory });
  await Promise.all([prepare(), prepare(), prepare(), prepare()]);
  expect((await fingerprint()).map(({ password: _, ...rest }) => rest)).toEqual(before);
  expect(await run("SELECT count(*) FROM orders")).toMatchObject({ rows: [[400]] });
});

test("a right given by hand is taken back by the next preparation", async () => {
  await asOwner(`GRANT USAGE ON SCHEMA private TO ${READER_ROLE}; GRANT SELECT ON private.salaries TO PUBLIC`);
  expect(await run("SELECT count(*) FROM private.salaries")).toMatchObject({ kind: "rows" });
  await prepareDemoDatabase({ ownerUrl: database.url, rolePassword, sqlDirectory });
  expect(await run("SELECT count(*) FROM private.salaries")).toMatchObject({ kind: "failed" });
});

test("a role that was given more than reading is refused", async () => {
  await asOwner(`ALTER ROLE ${READER_ROLE} CREATEROLE`);
  const prepared = prepareDemoDatabase({ ownerUrl: database.url, rolePassword, sqlDirectory });
  await expect(prepared).rejects.toThrow("beyond reading");
  await asOwner(`ALTER ROLE ${READER_ROLE} NOCREATEROLE`);
});

test("a database that is not there yet is made, once", async () => {
  const missing = new URL(database.url);
  missing.pathname = `/${database.name}_new`;
  const prepare = () => prepareDemoDatabase({ ownerUrl: missing.href, rolePassword, sqlDirectory });
  try {
    await Promise.all([prepare(), prepare()]);
    const reader = createSqlReader(asReader(missing.href));
    expect(await reader.run("SELECT count(*) FROM products")).toMatchObject({ rows: [[24]] });
  } finally {
    await asOwner(`DROP DATABASE IF EXISTS ${database.name}_new WITH (FORCE)`);
  }
});
