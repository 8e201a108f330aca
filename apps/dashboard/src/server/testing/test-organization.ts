import { randomBytes, randomUUID } from "node:crypto";
import { createAdmission } from "@countersign/admission";
import type { DashboardSettings, Actor as RecordActor } from "@countersign/contracts";
import type { Role } from "@countersign/core";
import { createDb, createWorkerDb, deriveRoleUrl } from "@countersign/db";
import { postgresAuditStore } from "@countersign/db/audit";
import { migrate } from "@countersign/db/migrate";
import { createLogger } from "@countersign/telemetry";
import { createMigratedDatabase, startRedis } from "@countersign/testkit";
import {
  addConnection,
  addMember,
  createAgent,
  createOrganization,
  createSignInSession,
  createUser,
  syncOperations,
} from "@countersign/usecases";
import { secretDeps } from "../deps.ts";
import { appRouter } from "../router.ts";
import type { Services } from "../services.ts";

/** Roles belong to the test cluster, so every suite must derive their passwords from the same key. */
const MASTER_KEY = "the same test master key in every suite of a cluster";
const SYSTEM: RecordActor = { kind: "system", id: null, name: "test" };
export const PASSWORD = "correct horse battery";

export interface TestDashboard {
  readonly services: Services;
  readonly settings: DashboardSettings;
  readonly ownerUrl: string;
  readonly worker: ReturnType<typeof createWorkerDb>;
  close(): Promise<void>;
}

/** The dashboard's services on a real Postgres and Redis of their own. */
export async function openDashboard(port = 0): Promise<TestDashboard> {
  const database = await createMigratedDatabase({
    migrate: async (url) => void (await migrate({ ownerUrl: url, masterKey: MASTER_KEY })),
  });
  const redis = await startRedis({ appendonly: false });
  const settings: DashboardSettings = {
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    COUNTERSIGN_MASTER_KEY: MASTER_KEY,
    NEXTAUTH_SECRET: randomBytes(32).toString("base64"),
    PUBLIC_DASHBOARD_URL: `http://127.0.0.1:${port}`,
    PUBLIC_GATEWAY_URL: "http://127.0.0.1:9",
    COUNTERSIGN_EGRESS_ALLOW: "127.0.0.0/8",
    SLACK_API_URL: "https://slack.com/api/",
    SHARDS: 1,
    TRUSTED_PROXIES: [],
    HOST: "127.0.0.1",
    PORT: port,
    LOG_LEVEL: "error",
  };
  const logger = createLogger({ name: "dashboard-test", level: "error" });
  const db = createDb({ url: deriveRoleUrl(database.url, "countersign_app", MASTER_KEY) });
  const worker = createWorkerDb({ url: deriveRoleUrl(database.url, "countersign_worker", MASTER_KEY) });
  const admission = createAdmission({ redisUrl: redis.url, shards: 1 });
  await admission.ready(5_000);
  return {
    services: { settings, db, audit: postgresAuditStore(db), admission, logger },
    settings,
    ownerUrl: database.url,
    worker,
    close: async () => {
      await admission.close();
      await Promise.all([db.close(), worker.close()]);
      await Promise.all([database.close(), redis.close()]);
    },
  };
}

const SEND_EMAIL = {
  name: "send_email",
  title: "Send an e-mail",
  inputSchema: {
    type: "object",
    properties: {
      to: { type: "string" },
      cc: { type: "string" },
      subject: { type: "string" },
      body: { type: "string" },
    },
    required: ["to", "subject", "body"],
  },
};

export interface TestOrganization {
  readonly id: string;
  readonly name: string;
  readonly agentId: string;
  readonly connectionId: string;
  readonly people: Readonly<
    Record<
      Role,
      { readonly userId: string; readonly email: string; readonly sessionId: string; readonly sessionToken: string }
    >
  >;
  /** Calls the procedures as a member with this role. */
  as(role: Role): ReturnType<typeof appRouter.createCaller>;
}

/** An organization with a member of each role, an agent, and a connection with one operation. */
export async function makeOrganization(dashboard: TestDashboard, name: string): Promise<TestOrganization> {
  const { services } = dashboard;
  const deps = secretDeps(services);
  const people = {
    owner: await makePerson(services, "owner", name),
    admin: await makePerson(services, "admin", name),
    developer: await makePerson(services, "developer", name),
    approver: await makePerson(services, "approver", name),
    auditor: await makePerson(services, "auditor", name),
  };
  const organization = must(
    await createOrganization(deps, {
      name,
      title: `The ${name} company`,
      ownerUserId: people.owner.userId,
      actor: SYSTEM,
      shards: 1,
    }),
  );
  const change = { organizationId: organization.id, actor: SYSTEM };
  for (const role of ["admin", "developer", "approver", "auditor"] as const) {
    must(await addMember(deps, { ...change, userId: people[role].userId, role }));
  }
  const agent = must(await createAgent(deps, { ...change, name: "outreach", title: "Outreach" }));
  const connection = must(
    await addConnection(deps, { ...change, name: "demo", title: "Demo", url: "http://127.0.0.1:1/mcp" }),
  );
  const raw = JSON.stringify(SEND_EMAIL);
  must(
    await syncOperations(deps, {
      ...change,
      connectionId: connection.id,
      tools: [{ name: "send_email", raw, definition: SEND_EMAIL }],
    }),
  );
  return {
    id: organization.id,
    name,
    agentId: agent.id,
    connectionId: connection.id,
    people,
    as: (role) =>
      appRouter.createCaller({
        services,
        requestId: randomUUID(),
        // From a place of its own each time, so that tests don't use up each other's tries.
        client: { ip: [10, ...randomBytes(3)].join("."), userAgent: "vitest" },
        actor: {
          kind: "user",
          userId: people[role].userId,
          name: `${role} of ${name}`,
          email: people[role].email,
          sessionId: people[role].sessionId,
        },
      }),
  };
}

/** A person with an address after their role, signed in. */
async function makePerson(services: Services, role: Role, organization: string) {
  const email = `${role}@${organization}.test`;
  const user = must(await createUser(services, { email, name: `${role} of ${organization}`, password: PASSWORD }));
  const signIn = { userId: user.id, userName: user.name, ip: null, userAgent: null };
  const { sessionId, token: sessionToken } = await createSignInSession(services, signIn);
  return { userId: user.id, email, sessionId, sessionToken };
}

/** The value of an outcome that has to be good. */
export function must<T>(
  outcome: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: { detail: string } },
): T {
  if (!outcome.ok) throw new Error(outcome.refusal.detail);
  return outcome.value;
}
