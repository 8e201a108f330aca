import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { startPostgresServer } from "./postgres-server.ts";
import { sharedPostgresUrl } from "./shared-services.ts";

export type TestDatabase = {
  /** Superuser URL of this database. */
  readonly url: string;
  readonly name: string;
  /** Drops the database and ends whoever is still connected to it. */
  drop(): Promise<void>;
  /** Copies the database as it is now, once; ends whoever is connected to it. */
  saveCopy(): Promise<void>;
  /** Takes the database back to the copy, as a restored backup does. Whoever was connected may connect again. */
  restoreCopy(): Promise<void>;
};

export type TestPostgres = {
  /** Superuser URL of the cluster's `postgres` database. */
  readonly url: string;
  /** Makes a database with a name of its own, a copy of `template` if given. */
  createDatabase(options?: { readonly template?: string }): Promise<TestDatabase>;
  /** Drops the databases made here; stops the server if it was started here. */
  close(): Promise<void>;
};

/**
 * A real Postgres: the server named by TEST_DATABASE_URL, else the one this vitest run shares, else one of its own.
 * @throws when the server cannot be started or reached.
 */
export async function startPostgres(): Promise<TestPostgres> {
  const existing = process.env["TEST_DATABASE_URL"] ?? (await sharedPostgresUrl());
  const own = existing ? undefined : await startPostgresServer();
  const url = existing ?? own?.url;
  if (!url) throw new Error("No Postgres to test with.");
  const made = new Set<TestDatabase>();
  return {
    url,
    async createDatabase(options = {}) {
      const database = await createDatabase(url, options.template);
      made.add(database);
      return database;
    },
    async close() {
      await Promise.all([...made].map((database) => database.drop()));
      made.clear();
      await own?.close();
    },
  };
}

async function createDatabase(serverUrl: string, template: string | undefined): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString("hex")}`;
  await runOn(serverUrl, async (client) => {
    const copyOf = template ? ` TEMPLATE ${client.escapeIdentifier(template)}` : "";
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}${copyOf}`);
  });
  return {
    name,
    url: withDatabase(serverUrl, name),
    drop: () =>
      runOn(serverUrl, async (client) => {
        for (const each of [name, copyOf(name)]) {
          await client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(each)} WITH (FORCE)`);
        }
      }),
    saveCopy: () => runOn(serverUrl, (client) => replaceDatabase(client, { name: copyOf(name), by: name })),
    restoreCopy: () => runOn(serverUrl, (client) => replaceDatabase(client, { name, by: copyOf(name) })),
  };
}

/** The same server and credentials, another database. */
export function withDatabase(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${encodeURIComponent(name)}`;
  return url.toString();
}

/** Runs `work` on a connection of its own and closes it whatever happens. */
export async function runOn<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function copyOf(name: string): string {
  return `${name}_copy`;
}

/** Makes a database anew as another one is. Nobody may be connected to either meanwhile. */
async function replaceDatabase(client: Client, { name, by }: { name: string; by: string }): Promise<void> {
  const [target, source] = [client.escapeIdentifier(name), client.escapeIdentifier(by)];
  await client.query(`ALTER DATABASE ${source} WITH ALLOW_CONNECTIONS false`);
  await client.query("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = $1", [by]);
  await client.query(`DROP DATABASE IF EXISTS ${target} WITH (FORCE)`);
  await client.query(`CREATE DATABASE ${target} TEMPLATE ${source}`);
  await client.query(`ALTER DATABASE ${source} WITH ALLOW_CONNECTIONS true`);
}
