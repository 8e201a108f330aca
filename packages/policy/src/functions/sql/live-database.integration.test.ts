import { readFileSync } from "node:fs";
import { startPostgres, type TestPostgres, volume } from "@countersign/testkit";
import fc from "fast-check";
import { Client, type QueryConfig } from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { loadPolicyParsers } from "../../parsers/load-policy-parsers.ts";
import mustPass from "./corpus/pass.json" with { type: "json" };
import mustRefuse from "./corpus/refuse.json" with { type: "json" };
import { mayBeDottedCall } from "./dotted-functions.ts";
import { HARMLESS_FUNCTIONS, HARMLESS_VOLATILE } from "./harmless-functions.ts";
import { HARMLESS_TYPES } from "./harmless-types.ts";
import { sqlParser } from "./parser-slot.ts";
import { judgeStatement } from "./statement-facts.ts";

vi.setConfig({ testTimeout: volume({ ci: 60_000, soak: 900_000 }), hookTimeout: 60_000 });

const SCHEMA = readFileSync(new URL("./corpus/schema.sql", import.meta.url), "utf8");
const CANARY = "CANARY-7f3a";
const SPLICES = volume({ ci: 1_500, soak: 100_000 });

let server: TestPostgres;
/** Looks at what is there. */
let observer: Client;
/** Owns every table, as a careless connection would. */
let owner: Client;
/** May read the permitted schema only. */
let narrow: Client;

beforeAll(async () => {
  await loadPolicyParsers();
  server = await startPostgres();
  const { url, name } = await server.createDatabase();
  observer = await connected(url);
  await observer.query(SCHEMA);
  const roles = [`owner_${name}`, `narrow_${name}`] as const;
  for (const role of roles) await observer.query(`create role ${role} login password 'x'`);
  await observer.query(`
    grant usage on schema read_only to ${roles.join(", ")};
    grant select on all tables in schema read_only to ${roles.join(", ")};
    grant all on schema private, read_only to ${roles[0]};
    grant all on all tables in schema private, read_only to ${roles[0]};
    grant all on all sequences in schema private to ${roles[0]};
    grant pg_read_all_data, pg_write_all_data, pg_read_server_files to ${roles[0]};
  `);
  [owner, narrow] = (await Promise.all(roles.map((role) => connected(url, role)))) as [Client, Client];
});

afterAll(async () => {
  const roles = [owner, narrow].map(({ user }) => user);
  await Promise.all([owner, narrow].map((client) => client.end()));
  await observer.query(`drop owned by ${roles.join(", ")}`);
  await observer.query(`drop role ${roles.join(", ")}`);
  await observer.end();
  await server.close();
});

async function connected(url: string, role?: string): Promise<Client> {
  const place = new URL(url);
  if (role !== undefined) [place.username, place.password] = [role, "x"];
  const client = new Client({ connectionString: place.href });
  await client.connect();
  await client.query("set search_path to read_only");
  await client.query("set statement_timeout to '1s'");
  return client;
}

/** The answer as text; an error of the database is null. */
async function answer(client: Client, text: string): Promise<string | null> {
  try {
    const query: QueryConfig & { readonly queryMode: "extended" } = { text, queryMode: "extended" };
    return JSON.stringify((await client.query(query)).rows);
  } catch {
    return null;
  }
}

/** Everything that a statement may leave behind, outside and inside its session. */
async function traces(client: Client): Promise<unknown> {
  const outside = await observer.query(`
    select (select count(*) from pg_class) as relations, (select count(*) from pg_proc) as functions,
      (select count(*) from pg_type) as types, (select count(*) from pg_namespace) as schemas,
      (select count(*) from pg_largeobject_metadata) as large_objects, (select count(*) from pg_roles) as roles,
      (select count(*) from pg_db_role_setting) as role_settings, (select count(*) from pg_replication_slots) as slots,
      (select last_value::text || is_called from private.counter) as counter,
      (select count(*) from pg_locks where locktype = 'advisory') as locks,
      md5(schema_to_xml('read_only', true, false, '')::text) as permitted,
      md5(schema_to_xml('private', true, false, '')::text) as secrets`);
  const inside = await client.query(`
    select current_user as role, session_user as login, (select count(*) from pg_prepared_statements where name <> '') as prepared,
      (select count(*) from pg_cursors where name <> '') as cursors, (select count(*) from pg_listening_channels()) as channels,
      (select md5(string_agg(name || '=' || setting, ',' order by name)) from pg_settings) as settings,
      (select count(*) from pg_class where relnamespace = pg_my_temp_schema()) as temporary`);
  return [outside.rows, inside.rows];
}

function isAllowed(text: string): boolean {
  const judged = judgeStatement(text, "read_only", sqlParser());
  if (!judged.ok || !judged.facts.readOnly) return false;
  return [...(judged.facts.touched?.schemas ?? ["?"])].every((schema) => schema === "read_only");
}

describe("P17: what the rule allows, on a live database", () => {
  it("runs, shows no canary, changes nothing and leaves nothing in the session", async () => {
    const statements = Object.values(mustPass).flat();
    for (const client of [owner, narrow]) {
      const before = await traces(client);
      const failed: string[] = [];
      for (const text of statements) {
        const rows = await answer(client, text);
        if (rows === null) failed.push(text);
        else expect(rows, text).not.toContain(CANARY);
      }
      expect(failed).toEqual([]);
      expect(await traces(client)).toEqual(before);
    }
  });

  it("stays so for statements put together from allowed and refused ones", async () => {
    const before = await traces(owner);
    const good = Object.values(mustPass).flat().map(tokens);
    const bad = Object.values(mustRefuse).flat().map(tokens);
    const spliced = fc
      .tuple(fc.constantFrom(...good), fc.constantFrom(...bad, ...good), fc.nat(), fc.nat(), fc.nat(6), fc.nat(3))
      .map(([into, from, at, start, length, cut]) => {
        const place = at % (into.length + 1);
        const piece = from.slice(start % from.length, (start % from.length) + length);
        return [...into.slice(0, place), ...piece, ...into.slice(place + cut)].join(" ");
      });
    let allowed = 0;
    for (const text of fc.sample(spliced, SPLICES)) {
      if (!isAllowed(text)) continue;
      allowed += 1;
      expect((await answer(owner, text)) ?? "", text).not.toContain(CANARY);
    }
    expect(allowed).toBeGreaterThan(SPLICES / 50);
    expect(await traces(owner)).toEqual(before);
  });
});

function tokens(text: string): string[] {
  return text.match(/'(?:[^']|'')*'|"[^"]*"|\w+|\s+|./gs)?.filter((token) => token.trim() !== "") ?? [];
}

describe("the functions and types that count as harmless", () => {
  it("are in the live catalog, each under a name that has no other meaning", async () => {
    const { rows } = await observer.query<{ name: string; kinds: string; volatile: string; inputs: string }>(`
      select proname as name, string_agg(distinct prokind::text, '') as kinds,
        string_agg(distinct provolatile::text, '') as volatile,
        string_agg(distinct array_to_string(array(select format_type(unnest(proargtypes), null)), ' '), ' ') as inputs
      from pg_proc where pronamespace = 'pg_catalog'::regnamespace group by proname`);
    const catalog = new Map(rows.map((row) => [row.name, row]));
    for (const name of HARMLESS_FUNCTIONS) {
      const found = catalog.get(name);
      expect(found, name).toBeDefined();
      expect(found?.kinds, name).not.toContain("p");
      if (!HARMLESS_VOLATILE.has(name)) expect(found?.volatile, name).not.toContain("v");
      if (name !== "pg_typeof") expect(found?.inputs, name).not.toMatch(/\breg(?!config|dictionary)[a-z]+\b|refcursor/);
    }
    const types = await observer.query<{ name: string }>(
      "select typname as name from pg_type where typnamespace = 'pg_catalog'::regnamespace and typrelid = 0",
    );
    const known = new Set(types.rows.map(({ name }) => name));
    for (const name of HARMLESS_TYPES) expect(known.has(name), name).toBe(true);
  });

  it("are all that can be called with a dot, or the name is known not to be", async () => {
    const { rows } = await observer.query<{ name: string }>(`
      select distinct proname as name from pg_proc
      where pronamespace = 'pg_catalog'::regnamespace and prokind = 'f'
        and pronargs >= 1 and pronargs - pronargdefaults <= 1
        and not proargtypes::oid[] && array['internal'::regtype, 'cstring'::regtype]::oid[]
        and (provolatile = 'v' or proargtypes[0] in ('oid'::regtype, 'regclass'::regtype))
        and not exists (select 1 from pg_description d where d.objoid = pg_proc.oid and d.description like 'implementation of%')`);
    const open = rows.map(({ name }) => name).filter((name) => !mayBeDottedCall(name) && !HARMLESS_FUNCTIONS.has(name));
    expect(open.filter((name) => !/(send|recv|_?out|in|hash\w*|cmp|equalimage)$/.test(name))).toEqual([]);
  });
});
