import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { MigrationList } from "@prisma/schema-engine-wasm/schema_engine_bg";
import { Client } from "pg";
import { DATABASE_ROLES, type DatabaseRole, deriveRoleUrl, rolePassword } from "./role-passwords.ts";
import { withSchemaEngine } from "./schema-engine.ts";
import { PRISMA_DIR } from "./schema-files.ts";

export interface MigrateOptions {
  /** `postgres://…` of the role that owns the schema; it must be allowed to make roles. */
  readonly ownerUrl: string;
  /** What the passwords of the two roles are derived from. */
  readonly masterKey: string;
}

export interface MigrateResult {
  /** The names of the migrations that this run applied, in order. */
  readonly applied: readonly string[];
}

/** Any number nobody else locks on in this database. */
const LOCK_ID = 7_204_601;
const NO_FILTERS = { externalTables: [], externalEnums: [] };

/**
 * Applies what is new in `prisma/migrations`, each migration in one transaction, and sets the roles' passwords.
 * Safe to run from several processes at once, and again. Throws when an applied migration was edited or has vanished,
 * when one fails, or when a role has rights it must not have.
 */
export async function migrate({ ownerUrl, masterKey }: MigrateOptions): Promise<MigrateResult> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [LOCK_ID]);
    const applied = await applyMigrations(ownerUrl);
    for (const role of DATABASE_ROLES) await setPassword(client, { ownerUrl, masterKey, role });
    await checkRoles(client);
    return { applied };
  } finally {
    await client.end();
  }
}

async function applyMigrations(ownerUrl: string): Promise<string[]> {
  const migrationsList = await readMigrations();
  return withSchemaEngine(ownerUrl, async (engine) => {
    const history = await engine.diagnoseMigrationHistory({
      migrationsList,
      optInToShadowDatabase: false,
      filters: NO_FILTERS,
    });
    if (history.editedMigrationNames.length > 0) {
      throw new Error(
        `These migrations were edited after they were applied: ${history.editedMigrationNames.join(", ")}. Undo the edit and add a new migration.`,
      );
    }
    if (history.history && "unpersistedMigrationNames" in history.history) {
      throw new Error(
        `The database has migrations that this checkout lacks: ${history.history.unpersistedMigrationNames.join(", ")}. Use a newer checkout.`,
      );
    }
    // Each migration is one transaction: one that was interrupted left nothing behind but its note.
    for (const migrationName of history.failedMigrationNames) await engine.markMigrationRolledBack({ migrationName });
    const result = await engine.applyMigrations({ migrationsList, filters: NO_FILTERS });
    return result.appliedMigrationNames;
  });
}

async function readMigrations(): Promise<MigrationList> {
  const baseDir = join(PRISMA_DIR, "migrations");
  const entries = await readdir(baseDir, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  const migrationDirectories = await Promise.all(
    names.map(async (path) => ({
      path,
      migrationFile: {
        path: "migration.sql",
        content: { tag: "ok" as const, value: await readFile(join(baseDir, path, "migration.sql"), "utf8") },
      },
    })),
  );
  const lockfile = {
    path: "migration_lock.toml",
    content: await readFile(join(baseDir, "migration_lock.toml"), "utf8"),
  };
  return { baseDir, lockfile, shadowDbInitScript: "", migrationDirectories };
}

/** Roles belong to the cluster, and runs on two of its databases may meet here: set only what isn't so yet, and try again. */
async function setPassword(
  client: Client,
  { ownerUrl, masterKey, role }: MigrateOptions & { readonly role: DatabaseRole },
): Promise<void> {
  if (await canConnect(deriveRoleUrl(ownerUrl, role, masterKey))) return;
  const password = client.escapeLiteral(rolePassword(role, masterKey));
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.query(`ALTER ROLE ${client.escapeIdentifier(role)} WITH LOGIN PASSWORD ${password}`);
      return;
    } catch (error) {
      const isRace = error instanceof Error && error.message.includes("concurrently updated");
      // The message of a failed statement could hold the password: only the race is told apart from the rest.
      if (!isRace || attempt === 10) throw new Error(`The password of ${role} can't be set`, { cause: codeOf(error) });
    }
  }
}

async function canConnect(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

function codeOf(error: unknown): unknown {
  return typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
}

async function checkRoles(client: Client): Promise<void> {
  const { rows } = await client.query<{ rolname: string }>(
    `SELECT r.rolname FROM pg_roles r
      WHERE r.rolname = ANY($1)
        AND (r.rolsuper OR r.rolbypassrls OR r.rolcreaterole OR r.rolcreatedb
             OR EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid)
             OR EXISTS (SELECT FROM pg_class c WHERE c.relowner = r.oid))`,
    [DATABASE_ROLES],
  );
  const [first] = rows;
  if (first)
    throw new Error(`The role ${first.rolname} has rights that let it around row-level security; take them away`);
}
