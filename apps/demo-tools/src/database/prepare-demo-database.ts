import { readFile } from "node:fs/promises";
import type { ClientConfig } from "pg";
import { Client, DatabaseError } from "pg";

export interface DemoDatabaseOwner {
  /** A database of its own for the demo, with a role that may create databases and roles; made if absent. */
  readonly ownerUrl: string;
  /** The password the narrow role will have. */
  readonly rolePassword: string;
  /** Where the SQL files lie. */
  readonly sqlDirectory: URL;
}

/** The role `query_database` signs in as. */
export const READER_ROLE = "demo_tools_reader";

const FILES = ["01-role.sql", "02-schemas.sql", "03-data.sql", "04-rights.sql"];
// Any number will do, as long as nothing else in the demo's own database locks on it.
const LOCK_KEY = 4_603;
const UNKNOWN_DATABASE = "3D000";
const DUPLICATE_DATABASE = "42P04";

/**
 * Makes or completes the demo shop: database, narrow role, schemas, data and rights, in one
 * transaction under an advisory lock, so any number of starts at once end the same. Runs again
 * without change. Takes CONNECT and TEMPORARY in this database from PUBLIC: never point it at a
 * database that others use. Throws what Postgres throws.
 */
export async function prepareDemoDatabase({ ownerUrl, rolePassword, sqlDirectory }: DemoDatabaseOwner): Promise<void> {
  const scripts = await Promise.all(FILES.map((name) => readFile(new URL(name, sqlDirectory), "utf8")));
  const client = await connectCreating(ownerUrl);
  try {
    await client.query("BEGIN");
    await client.query("SELECT pg_advisory_xact_lock($1)", [LOCK_KEY]);
    for (const script of scripts) await client.query(script);
    await client.query(`ALTER ROLE ${READER_ROLE} PASSWORD ${client.escapeLiteral(rolePassword)}`);
    await client.query("COMMIT");
  } finally {
    // An open transaction is rolled back by the server when the connection ends.
    await client.end();
  }
}

async function connectCreating(ownerUrl: string): Promise<Client> {
  try {
    return await connect({ connectionString: ownerUrl });
  } catch (error) {
    if (!hasCode(error, UNKNOWN_DATABASE)) throw error;
    await createDatabase(ownerUrl);
    return connect({ connectionString: ownerUrl });
  }
}

async function createDatabase(ownerUrl: string): Promise<void> {
  const maintenance = new URL(ownerUrl);
  const name = decodeURIComponent(maintenance.pathname.slice(1));
  maintenance.pathname = "/postgres";
  const client = await connect({ connectionString: maintenance.href });
  try {
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } catch (error) {
    // Another start was faster: PostgreSQL says so by either code, depending on the moment.
    if (!hasCode(error, DUPLICATE_DATABASE) && !hasCode(error, "23505")) throw error;
  } finally {
    await client.end();
  }
}

async function connect(config: ClientConfig): Promise<Client> {
  const client = new Client(config);
  await client.connect();
  return client;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof DatabaseError && error.code === code;
}
