import { PrismaPg } from "@prisma/adapter-pg";
import { type Prisma, PrismaClient } from "../generated/client.ts";

/** What work inside one organization runs on: the transaction in which row-level security shows only its rows. */
export interface TenantScope {
  readonly organizationId: string;
  readonly tx: Prisma.TransactionClient;
}

/** A transaction without an organization: it sees tables that belong to people, and only the tenant rows its setting shows. */
export interface PlainScope {
  readonly tx: Prisma.TransactionClient;
}

export interface TransactionOptions {
  /** Every statement sees the same instant. Without it each statement sees what was committed before it. */
  readonly isolation?: "repeatable_read";
  /** How long the whole transaction may take, ms. Default 10 000. */
  readonly timeoutMs?: number;
  /** How long to wait for a free connection, ms. Default 5 000. */
  readonly maxWaitMs?: number;
}

export interface DbOptions {
  /** `postgres://…` of the role to connect as; never the owner's in a running process. */
  readonly url: string;
  /** How many connections at most. Default 10. */
  readonly poolSize?: number;
}

/** The application's door to Postgres. Every method opens one transaction and throws Prisma's errors when it can't commit. */
export interface Db {
  /** Work inside one organization. */
  tenant<T>(organizationId: string, work: (scope: TenantScope) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** Work as a person: their memberships and the organizations they belong to can be read, nothing written. */
  asUser<T>(userId: string, work: (scope: PlainScope) => Promise<T>): Promise<T>;
  /** Work that finds one organization by the reference in a key's text; only that row of `organizations` can be read. */
  byOrganizationRef<T>(organizationRef: string, work: (scope: PlainScope) => Promise<T>): Promise<T>;
  /** Work as the holder of an invitation's link: that invitation and its organization can be read, nothing written. */
  byInvitation<T>(tokenHash: string, work: (scope: PlainScope) => Promise<T>): Promise<T>;
  /** Work as the holder of a link to an approval: that link can be read, nothing written. */
  byApprovalLink<T>(tokenHash: string, work: (scope: PlainScope) => Promise<T>): Promise<T>;
  /** Work on tables without an organization: users, sign-in sessions, sign-in attempts, e-mail links. */
  global<T>(work: (scope: PlainScope) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** The worker's door: its role may also see every organization at once. */
export interface WorkerDb extends Db {
  /** Work across organizations, for jobs only. */
  system<T>(work: (scope: PlainScope) => Promise<T>, options?: TransactionOptions): Promise<T>;
}

type Setting =
  | "app.organization_id"
  | "app.user_id"
  | "app.organization_ref"
  | "app.invitation_hash"
  | "app.approval_link_hash";

/** Naming nobody shows nothing. */
const NO_SETTING: { readonly name: Setting; readonly value: string } = { name: "app.organization_id", value: "" };

/** Connects as the application role. Connections are opened on first use. */
export function createDb(options: DbOptions): Db {
  const { system: _system, ...db } = openDb(options);
  return db;
}

/** Connects as the worker role, whose policies show every organization. For apps/worker, migrations' data steps and seeds. */
export function createWorkerDb(options: DbOptions): WorkerDb {
  return openDb(options);
}

function openDb({ url, poolSize = 10 }: DbOptions): WorkerDb {
  const client = new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max: poolSize }) });
  const transact = <T>(
    setting: { readonly name: Setting; readonly value: string } | null,
    work: (tx: Prisma.TransactionClient) => Promise<T>,
    options: TransactionOptions = {},
  ): Promise<T> =>
    client.$transaction(
      async (tx) => {
        // Local to the transaction: a pooled connection never carries one tenant's setting to the next. The adapter drops
        // the offset of times it reads, so the session's clock must be UTC whatever the server's or the database's is.
        const { name, value } = setting ?? NO_SETTING;
        await tx.$queryRaw`SELECT set_config(${name}, ${value}, true), set_config('TimeZone', 'UTC', true)`;
        return work(tx);
      },
      {
        timeout: options.timeoutMs ?? 10_000,
        maxWait: options.maxWaitMs ?? 5_000,
        ...(options.isolation ? { isolationLevel: "RepeatableRead" as const } : {}),
      },
    );
  return {
    tenant: (organizationId, work, options) =>
      transact({ name: "app.organization_id", value: organizationId }, (tx) => work({ organizationId, tx }), options),
    asUser: (userId, work) => transact({ name: "app.user_id", value: userId }, (tx) => work({ tx })),
    byOrganizationRef: (organizationRef, work) =>
      transact({ name: "app.organization_ref", value: organizationRef }, (tx) => work({ tx })),
    byInvitation: (tokenHash, work) =>
      transact({ name: "app.invitation_hash", value: tokenHash }, (tx) => work({ tx })),
    byApprovalLink: (tokenHash, work) =>
      transact({ name: "app.approval_link_hash", value: tokenHash }, (tx) => work({ tx })),
    global: (work) => transact(null, (tx) => work({ tx })),
    system: (work, options) => transact(null, (tx) => work({ tx }), options),
    close: () => client.$disconnect(),
  };
}
