export {
  createDb,
  createWorkerDb,
  type Db,
  type DbOptions,
  type PlainScope,
  type TenantScope,
  type TransactionOptions,
  type WorkerDb,
} from "./client/db.ts";
export { Prisma } from "./generated/client.ts";
export { type MigrateOptions, type MigrateResult, migrate } from "./migrate/migrate.ts";
export { DATABASE_ROLES, type DatabaseRole, databaseRolePassword, deriveRoleUrl } from "./migrate/role-passwords.ts";
