import { randomBytes } from "node:crypto";
import { newId } from "@countersign/contracts";
import { createDb, createWorkerDb, type Db, deriveRoleUrl, type WorkerDb } from "@countersign/db";
import { migrate } from "@countersign/db/migrate";
import { createMigratedDatabase, type MigratedDatabase } from "@countersign/testkit";
import type { ApprovalPrincipal } from "./moves.ts";
import type { ApprovalRequest } from "./request.ts";
import type { RequirementInput } from "./requirement.ts";

/** Roles belong to the test cluster, so every suite must derive their passwords from the same key. */
const MASTER_KEY = "the same test master key in every suite of a cluster";

export interface TestStores {
  readonly database: MigratedDatabase;
  readonly workerUrl: string;
  readonly db: Db;
  readonly worker: WorkerDb;
  close(): Promise<void>;
}

/** A migrated database with both doors to it. */
export async function openStores(poolSize = 10): Promise<TestStores> {
  const database = await createMigratedDatabase({
    migrate: async (url) => void (await migrate({ ownerUrl: url, masterKey: MASTER_KEY })),
  });
  const workerUrl = deriveRoleUrl(database.url, "countersign_worker", MASTER_KEY);
  const db = createDb({ url: deriveRoleUrl(database.url, "countersign_app", MASTER_KEY), poolSize });
  const worker = createWorkerDb({ url: workerUrl, poolSize });
  const close = async (): Promise<void> => {
    await Promise.all([db.close(), worker.close()]);
    await database.close();
  };
  return { database, workerUrl, db, worker, close };
}

export interface TestMember {
  readonly userId: string;
  readonly memberId: string;
  readonly email: string;
}

export interface TestOrganization {
  readonly id: string;
  readonly agentId: string;
  readonly instanceId: string;
  readonly connectionId: string;
  /** Owner, two admins, an approver, an auditor. */
  readonly members: Readonly<Record<"owner" | "ana" | "bo" | "cy" | "audra", TestMember>>;
}

const PEOPLE = { owner: "owner", ana: "admin", bo: "admin", cy: "approver", audra: "auditor" } as const;

/** An organization with an agent, an instance, a connection and five members. */
export async function makeOrganization(
  stores: TestStores,
  options: { readonly shard?: number; readonly ownedBy?: keyof typeof PEOPLE } = {},
): Promise<TestOrganization> {
  const id = newId("organization");
  const agentId = newId("agent");
  const connectionId = newId("connection");
  const instanceId = newId("instance");
  const member = (name: string): TestMember => {
    return { userId: newId("user"), memberId: newId("member"), email: `${name}.${id.slice(-12)}@acme.test` };
  };
  const members = {
    owner: member("owner"),
    ana: member("ana"),
    bo: member("bo"),
    cy: member("cy"),
    audra: member("audra"),
  };
  await stores.worker.system(async ({ tx }) => {
    const ref = randomBytes(5).toString("hex");
    await tx.organization.create({
      data: { id, name: `org-${ref}`, title: "Acme", keyRef: ref, shard: options.shard ?? 0 },
    });
    for (const [name, { userId, memberId, email }] of Object.entries(members)) {
      await tx.user.create({ data: { id: userId, email, name } });
      const role = PEOPLE[name as keyof typeof PEOPLE];
      await tx.member.create({ data: { id: memberId, organizationId: id, userId, role } });
    }
    const ownerMemberId = options.ownedBy ? members[options.ownedBy].memberId : null;
    await tx.agent.create({
      data: { id: agentId, organizationId: id, name: "outreach", title: "Outreach", ownerMemberId },
    });
    await tx.instance.create({
      data: { id: instanceId, organizationId: id, agentId, name: "outreach-7", proved: true },
    });
    await tx.connection.create({
      data: { id: connectionId, organizationId: id, name: "demo", title: "Demo", url: "http://127.0.0.1:1/mcp" },
    });
  });
  return { id, agentId, instanceId, connectionId, members };
}

/** Gives the organization the operation that `requestOf` calls, and a policy. */
export async function publishText(stores: TestStores, organization: TestOrganization, source: string): Promise<void> {
  const { id: organizationId, connectionId } = organization;
  const properties = { to: { type: "string" }, subject: { type: "string" } };
  const definition = JSON.stringify({ name: "send_email", inputSchema: { type: "object", properties } });
  const operation = { name: "send_email", class: "external", definition, definitionHash: "d".repeat(64) };
  await stores.worker.system(async ({ tx }) => {
    const version = 1 + (await tx.policyVersion.count({ where: { organizationId } }));
    if (version === 1) {
      await tx.operation.create({ data: { id: newId("operation"), organizationId, connectionId, ...operation } });
    }
    await tx.policyVersion.create({
      data: { id: newId("policyVersion"), organizationId, version, source, message: "" },
    });
  });
}

/** A requirement of one rule that asks any owner or admin. */
export function requirementOf(change: Partial<RequirementInput> = {}): RequirementInput {
  const rule = { ruleId: "send-email", by: ["role:admin", "role:owner"], quorum: 1, denyQuorum: 1, distinct: false };
  return {
    rules: [rule],
    separation: null,
    expiresMs: 600_000,
    onExpire: null,
    onDeny: null,
    notify: ["web"],
    ...change,
  };
}

/** A call of the organization's agent that needs a person; `to` makes it another call. */
export function requestOf(
  organization: TestOrganization,
  to: string,
  change: Partial<ApprovalRequest> = {},
): ApprovalRequest {
  const hash = Buffer.from(to).toString("hex").padEnd(64, "0").slice(0, 64);
  return {
    organizationId: organization.id,
    principal: {
      agentId: organization.agentId,
      agentName: "outreach",
      instanceId: organization.instanceId,
      instanceName: "outreach-7",
      instanceProved: true,
      keyId: null,
      personId: null,
      clientName: "vitest",
      clientVersion: null,
      ip: null,
    },
    agentTitle: "Outreach",
    connectionId: organization.connectionId,
    connectionName: "demo",
    operationName: "send_email",
    definitionHash: "d".repeat(64),
    surface: "mcp",
    argumentsText: JSON.stringify({ to }),
    argumentsHash: hash,
    forwardedHash: hash,
    priceMicros: 1_000n,
    summary: `to: ${to}`,
    labels: [],
    agentReason: "the customer asked",
    policyVersion: 1,
    ruleIds: ["send-email"],
    requirement: requirementOf(),
    requirementHash: "e".repeat(64),
    runMode: "on_claim",
    idempotencyHash: null,
    linkedFromId: null,
    ...change,
  };
}

/** Who asks in `requestOf`. */
export function principalOf(organization: TestOrganization): ApprovalPrincipal {
  return { agentId: organization.agentId, instanceId: organization.instanceId, instanceName: "outreach-7" };
}

/** Moves an approval's clock: its times end so many ms from now, by the database's clock. */
export async function setTimes(
  stores: TestStores,
  approvalId: string,
  times: {
    readonly expiresInMs?: number;
    readonly escalatesInMs?: number;
    readonly permitInMs?: number;
    readonly leaseInMs?: number;
  },
): Promise<void> {
  await stores.worker.system(async ({ tx }) => {
    await tx.$executeRaw`UPDATE approvals SET
      "expiresAt" = coalesce(clock_timestamp() + ${times.expiresInMs ?? null}::float8 * interval '1 ms', "expiresAt"),
      "escalatesAt" = coalesce(clock_timestamp() + ${times.escalatesInMs ?? null}::float8 * interval '1 ms', "escalatesAt"),
      "permitUntil" = coalesce(clock_timestamp() + ${times.permitInMs ?? null}::float8 * interval '1 ms', "permitUntil"),
      "leaseUntil" = coalesce(clock_timestamp() + ${times.leaseInMs ?? null}::float8 * interval '1 ms', "leaseUntil")
      WHERE id = ${approvalId}`;
  });
}
