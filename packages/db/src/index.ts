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
