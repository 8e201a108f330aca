import { newId } from "@countersign/contracts";
import { createMigratedDatabase, type MigratedDatabase } from "@countersign/testkit";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { migrate } from "../migrate/migrate.ts";
import { deriveRoleUrl } from "../migrate/role-passwords.ts";
import { insertAgent, listAgents } from "../stores/agents.ts";
import {
  findOrganizationIdByRef,
  insertOrganization,
  listMemberships,
  raiseSnapshotVersion,
} from "../stores/organizations.ts";
import { insertMember, insertUser } from "../stores/people.ts";
import { createDb, createWorkerDb, type Db, type TenantScope, type WorkerDb } from "./db.ts";

const MASTER_KEY = "the same test master key in every suite of a cluster";

let database: MigratedDatabase;
let db: Db;
let workerDb: WorkerDb;
const one = { id: newId("organization"), keyRef: "AAAAAAAAAA" };
const two = { id: newId("organization"), keyRef: "BBBBBBBBBB" };

function agent(title: string) {
  return { id: newId("agent"), name: "same-name", title, description: "", tags: [], ownerMemberId: null, enrolUpTo: 5 };
}

beforeAll(async () => {
  database = await createMigratedDatabase({
    migrate: async (url) => void (await migrate({ ownerUrl: url, masterKey: MASTER_KEY })),
  });
  // Two connections for many transactions: each connection serves both organizations in turn.
  db = createDb({ url: deriveRoleUrl(database.url, "countersign_app", MASTER_KEY), poolSize: 2 });
  workerDb = createWorkerDb({ url: deriveRoleUrl(database.url, "countersign_worker", MASTER_KEY), poolSize: 2 });
  for (const [index, { id, keyRef }] of [one, two].entries()) {
    await db.tenant(id, async (scope) => {
      await insertOrganization(scope, { id, name: `org-${index}`, title: "Same", keyRef, shard: 0, timeZone: "UTC" });
      await insertAgent(scope, agent(id));
    });
  }
});
afterAll(async () => {
  await db.close();
  await workerDb.close();
  await database.close();
});

describe("the wall between organizations", () => {
  test("twenty transactions at once over shared connections see only their own rows", async () => {
    const seen = await Promise.all(
      Array.from({ length: 20 }, (_, index) => {
        const { id } = index % 2 === 0 ? one : two;
        return db.tenant(
          id,
          async (scope) => {
            const rows = await scope.tx.agent.findMany({ where: { name: "same-name" } });
            return rows.every((row) => row.title === id && row.organizationId === id) && rows.length === 1;
          },
          { maxWaitMs: 20_000 },
        );
      }),
    );
    expect(seen).toEqual(Array(20).fill(true));
  });

  test("a filter that is undefined is an error, not one that matches every row", async () => {
    const where = JSON.parse('{"lookedFor":{}}') as { lookedFor: { id: string } };
    const find = db.tenant(one.id, ({ tx }) => tx.agent.findFirst({ where: { id: where.lookedFor.id } }));
    await expect(find).rejects.toThrow(/undefined/);
  });

  test("without a scope nothing of any organization can be read", async () => {
    const counts = await db.global(async ({ tx }) => [
      await tx.organization.count(),
      await tx.agent.count(),
      await tx.member.count(),
      await tx.auditRecord.count(),
    ]);
    expect(counts).toEqual([0, 0, 0, 0]);
  });

  test("a row for another organization can't be inserted", async () => {
    const attempt = db.tenant(one.id, ({ tx }) =>
      tx.agent.create({ data: { ...agent("x"), name: "foreign", organizationId: two.id } }),
    );
    await expect(attempt).rejects.toThrow("row-level security");
  });

  test("a row can't be moved to another organization", async () => {
    const attempt = db.tenant(one.id, ({ tx }) => tx.$executeRaw`UPDATE approvals SET "organizationId" = ${two.id}`);
    expect(await attempt).toBe(0);
    const agents = db.tenant(one.id, ({ tx }) => tx.$executeRaw`UPDATE agents SET "organizationId" = ${two.id}`);
    await expect(agents).rejects.toThrow("permission denied");
  });

  test("another organization's rows can't be updated", async () => {
    const changed = await db.tenant(one.id, ({ tx }) =>
      tx.agent.updateMany({ where: { organizationId: two.id }, data: { title: "taken" } }),
    );
    expect(changed.count).toBe(0);
  });

  test("a row can't refer to another organization's row", async () => {
    const foreign = await db.tenant(two.id, async (scope) => (await listAgents(scope))[0]);
    const attempt = db.tenant(one.id, ({ tx }) =>
      tx.instance.create({
        data: { id: newId("instance"), organizationId: one.id, agentId: foreign?.id ?? "", name: "x", proved: false },
      }),
    );
    await expect(attempt).rejects.toMatchObject({ code: "P2003" });
  });

  test("a name that another organization has is taken, and says nothing more", async () => {
    const id = newId("organization");
    const row = await db.tenant(id, (scope) =>
      insertOrganization(scope, { id, name: "org-0", title: "Late", keyRef: "CCCCCCCCCC", shard: 0, timeZone: "UTC" }),
    );
    expect(row).toBeNull();
  });
});

describe("before the organization is known", () => {
  test("a key's reference shows one organization and no other", async () => {
    const found = await db.byOrganizationRef(one.keyRef, async (scope) => ({
      own: await findOrganizationIdByRef(scope, one.keyRef),
      other: await findOrganizationIdByRef(scope, two.keyRef),
      agents: await scope.tx.agent.count(),
    }));
    expect(found).toEqual({ own: one.id, other: null, agents: 0 });
  });

  test("a person sees their own memberships only, and can't write with them", async () => {
    const user = { id: newId("user"), email: "ana@acme.test", name: "Ana", passwordHash: null };
    await db.global((scope) => insertUser(scope, user));
    await db.tenant(one.id, (scope) => insertMember(scope, { id: newId("member"), userId: user.id, role: "admin" }));
    const memberships = await db.asUser(user.id, (scope) => listMemberships(scope, user.id));
    expect(memberships).toMatchObject([{ organizationId: one.id, organizationName: "org-0", role: "admin" }]);
    const raised = await db.asUser(user.id, ({ tx }) => tx.$executeRaw`UPDATE organizations SET title = 'x'`);
    expect(raised).toBe(0);
    const promoted = await db.asUser(user.id, ({ tx }) => tx.$executeRaw`UPDATE members SET role = 'owner'`);
    expect(promoted).toBe(0);
  });
});

describe("the roles", () => {
  test("the worker sees every organization, and one where it named it", async () => {
    expect(await workerDb.system(({ tx }) => tx.organization.count())).toBe(2);
    expect(await workerDb.tenant(one.id, ({ tx }) => tx.organization.count())).toBe(1);
  });

  test("neither owns anything, becomes the owner, or reads a partition by name", async () => {
    const owner = new URL(database.url).username;
    for (const role of ["countersign_app", "countersign_worker"] as const) {
      const client = new Client({ connectionString: deriveRoleUrl(database.url, role, MASTER_KEY) });
      await client.connect();
      await expect(client.query(`SET ROLE ${client.escapeIdentifier(owner)}`)).rejects.toThrow("permission denied");
      await expect(client.query("SELECT * FROM audit_records_default")).rejects.toThrow("permission denied");
      await expect(client.query("ALTER TABLE agents DISABLE ROW LEVEL SECURITY")).rejects.toThrow("must be owner");
      await expect(client.query("CREATE TABLE mine (id int)")).rejects.toThrow("permission denied");
      await expect(client.query("DELETE FROM policy_versions")).rejects.toThrow("permission denied");
      await client.end();
    }
  });

  test("the application can't make partitions; the worker can, and once is enough", async () => {
    const asApp = db.global(({ tx }) => tx.$queryRaw`SELECT ensure_audit_partitions(9)`);
    await expect(asApp).rejects.toThrow("permission denied");
    const made = () =>
      workerDb.system(({ tx }) => tx.$queryRaw<{ made: number }[]>`SELECT ensure_audit_partitions(9) AS made`);
    expect((await made())[0]?.made).toBeGreaterThanOrEqual(2);
    expect(await made()).toEqual([{ made: 0 }]);
  });
});

describe("times", () => {
  test("are the same instants whatever the server's time zone is", async () => {
    const owner = new Client({ connectionString: database.url });
    await owner.connect();
    await owner.query(`ALTER DATABASE ${owner.escapeIdentifier(database.name)} SET timezone = 'Asia/Tokyo'`);
    await owner.end();
    const tokyo = createDb({ url: deriveRoleUrl(database.url, "countersign_app", MASTER_KEY), poolSize: 1 });
    try {
      const written = new Date("2026-03-29T01:30:00.123Z");
      const { read, now } = await tokyo.tenant(one.id, async ({ organizationId, tx }) => {
        const token = {
          id: newId("managementToken"),
          keyRef: "TTTTTTTTTTTT",
          secretHash: "x",
          title: "t",
          role: "owner",
        };
        await tx.managementToken.create({ data: { ...token, organizationId, expiresAt: written } });
        const row = await tx.managementToken.findUniqueOrThrow({ where: { id: token.id } });
        const [clock] = await tx.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
        return { read: row, now: clock?.now };
      });
      expect(read.expiresAt).toEqual(written);
      expect(Math.abs((now?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
      expect(Math.abs(read.createdAt.getTime() - Date.now())).toBeLessThan(60_000);
    } finally {
      await tokyo.close();
    }
  });
});

describe("transactions", () => {
  test("a version read under REPEATABLE READ stays while others raise it", async () => {
    const read = (scope: TenantScope) => scope.tx.organization.findUniqueOrThrow({ where: { id: one.id } });
    const versions = await db.tenant(
      one.id,
      async (scope) => {
        const before = await read(scope);
        await db.tenant(one.id, raiseSnapshotVersion);
        return [before.snapshotVersion, (await read(scope)).snapshotVersion];
      },
      { isolation: "repeatable_read" },
    );
    expect(versions[0]).toBe(versions[1]);
  });

  test("work that throws leaves nothing behind", async () => {
    const failing = db.tenant(one.id, async (scope) => {
      await insertAgent(scope, { ...agent("x"), name: "half-done" });
      throw new Error("on purpose");
    });
    await expect(failing).rejects.toThrow("on purpose");
    const names = await db.tenant(one.id, async (scope) => (await listAgents(scope)).map((row) => row.name));
    expect(names).not.toContain("half-done");
  });
});
