import { createHash } from "node:crypto";
import { runOn, startPostgres, type TestDatabase, withDatabase } from "./postgres.ts";
import { sharedServicesVariable } from "./shared-services.ts";

export type MigratedDatabaseOptions = {
  /** Applies all migrations to the database at this superuser URL and closes its connections. */
  readonly migrate: (url: string) => Promise<void>;
  /** Separates databases of different content, for example with and without a seed. */
  readonly key?: string;
};

export type MigratedDatabase = TestDatabase & {
  /** Drops the database and closes what was opened for it. */
  close(): Promise<void>;
};

/**
 * A migrated database for one test file. The first caller of a run migrates a template, everyone else copies it
 * (tens of milliseconds); an advisory lock makes callers in other processes wait for the first.
 */
export async function createMigratedDatabase(options: MigratedDatabaseOptions): Promise<MigratedDatabase> {
  const postgres = await startPostgres();
  const template = templateName(options.key ?? "migrated");
  await prepareTemplate(postgres.url, template, options.migrate);
  const database = await postgres.createDatabase({ template });
  return { ...database, close: () => postgres.close() };
}

/** A template lives as long as a run: the next one may have other migrations. */
function templateName(key: string): string {
  const run = process.env[sharedServicesVariable] ?? `process-${process.pid}`;
  return `template_${createHash("sha256").update(`${run} ${key}`).digest("hex").slice(0, 24)}`;
}

async function prepareTemplate(serverUrl: string, template: string, migrate: MigratedDatabaseOptions["migrate"]) {
  await runOn(serverUrl, async (client) => {
    await client.query("SELECT pg_advisory_lock(hashtext($1))", ["countersign test templates"]);
    const found = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [template]);
    if (found.rowCount) return;
    const draft = `${template}_draft`;
    await client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(draft)} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(draft)}`);
    await migrate(withDatabase(serverUrl, draft));
    await client.query(
      `ALTER DATABASE ${client.escapeIdentifier(draft)} RENAME TO ${client.escapeIdentifier(template)}`,
    );
  });
}
