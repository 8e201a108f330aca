import { newId } from "@countersign/contracts";
import { createMigratedDatabase, type MigratedDatabase } from "@countersign/testkit";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { migrate } from "../migrate/migrate.ts";

const MASTER_KEY = "the same test master key in every suite of a cluster";
const organizationId = newId("organization");
const agentId = newId("agent");
const connectionId = newId("connection");

let database: MigratedDatabase;
/** As the owner, past row-level security: what holds here holds for everybody. */
let client: Client;
beforeAll(async () => {
  database = await createMigratedDatabase({
    migrate: async (url) => void (await migrate({ ownerUrl: url, masterKey: MASTER_KEY })),
  });
  client = new Client({ connectionString: database.url });
  await client.connect();
  await client.query(
    `INSERT INTO organizations (id, name, title, "keyRef") VALUES ($1, 'acme', 'Acme', 'AAAAAAAAAA')`,
    [organizationId],
  );
  await client.query(`INSERT INTO agents (id, "organizationId", name, title) VALUES ($1, $2, 'outreach', 'O')`, [
    agentId,
    organizationId,
  ]);
  await client.query(
    `INSERT INTO connections (id, "organizationId", name, title, url) VALUES ($1, $2, 'demo', 'D', 'http://127.0.0.1/')`,
    [connectionId, organizationId],
  );
});
afterAll(async () => {
  await client.end();
  await database.close();
});

async function insertApproval(joinKey: string): Promise<string> {
  const id = newId("approval");
  await client.query(
    `INSERT INTO approvals (id, "organizationId", "agentId", "agentName", "agentTitle", "instanceName", "instanceProved",
       "connectionId", "connectionName", "operationName", "definitionHash", surface, "argumentsText", "argumentsHash",
       "forwardedHash", "joinKey", "policyVersion", "ruleIds", requirement, "requirementHash", "expiresAt")
     VALUES ($1, $2, $3, 'outreach', 'O', 'default', false, $4, 'demo', 'send', 'd', 'mcp', '{}', 'a', 'f', $5, 1, '{}',
       '{}', 'r', now() + interval '1 hour')`,
    [id, organizationId, agentId, connectionId, joinKey],
  );
  return id;
}

describe("approvals", () => {
  test.each(["executed", "failed", "unknown", "lapsed", "denied", "expired", "cancelled"])(
    "one that is %s stays so, and its delivery can still be noted",
    async (state) => {
      const id = await insertApproval(`terminal-${state}`);
      await client.query("UPDATE approvals SET state = $2 WHERE id = $1", [id, state]);
      await expect(client.query(`UPDATE approvals SET state = 'approved' WHERE id = $1`, [id])).rejects.toThrow(
        `is ${state} and stays so`,
      );
      await client.query(`UPDATE approvals SET "deliveredAt" = now() WHERE id = $1`, [id]);
    },
  );

  test("what people were shown changes only with a new revision", async () => {
    const id = await insertApproval("shown");
    const edit = `UPDATE approvals SET "argumentsText" = '{"to":"eve@evil.test"}'`;
    await expect(client.query(`${edit} WHERE id = $1`, [id])).rejects.toThrow("only in a new revision");
    await client.query(`${edit}, revision = revision + 1 WHERE id = $1`, [id]);
  });

  test.each(["agentId", "connectionId", "operationName", "instanceName"])("its %s never changes", async (column) => {
    const id = await insertApproval(`bound-${column}`);
    const change = client.query(`UPDATE approvals SET "${column}" = 'other', revision = revision + 1 WHERE id = $1`, [
      id,
    ]);
    await expect(change).rejects.toThrow("is for another call");
  });

  test("two open ones can't share a join key; an ended one gives it free", async () => {
    const id = await insertApproval("same");
    await expect(insertApproval("same")).rejects.toThrow("approvals_open_join_key");
    await client.query(`UPDATE approvals SET state = 'denied' WHERE id = $1`, [id]);
    await insertApproval("same");
  });

  test.each([
    ["a state nobody knows", `state = 'maybe'`],
    ["a negative price", `"priceMicros" = -1, revision = revision + 1`],
    ["a price beyond 2^53", `"priceMicros" = 9007199254740992, revision = revision + 1`],
  ])("%s is refused", async (_name, change) => {
    const id = await insertApproval(`check-${change}`);
    await expect(client.query(`UPDATE approvals SET ${change} WHERE id = $1`, [id])).rejects.toThrow(
      "check constraint",
    );
  });
});

test.each(["policy_versions", "votes", "ledger_entries"])(
  "%s can't be rewritten, not even by the owner",
  async (table) => {
    const triggers = await client.query(
      "SELECT tgtype & 24 AS changes FROM pg_trigger WHERE tgrelid = $1::regclass AND tgname = 'refuse_change' AND tgenabled = 'O'",
      [table],
    );
    // 8 is DELETE, 16 is UPDATE.
    expect(triggers.rows).toEqual([{ changes: 24 }]);
  },
);

test("a published policy can't be edited", async () => {
  await client.query(
    `INSERT INTO policy_versions (id, "organizationId", version, source, message) VALUES ($1, $2, 1, 'version: 1', 'x')`,
    [newId("policyVersion"), organizationId],
  );
  await expect(client.query("UPDATE policy_versions SET source = ''")).rejects.toThrow("not allowed");
  await expect(client.query("DELETE FROM policy_versions")).rejects.toThrow("not allowed");
});

test("an organization's versions only rise", async () => {
  await client.query(`UPDATE organizations SET "snapshotVersion" = 9 WHERE id = $1`, [organizationId]);
  const lower = client.query(`UPDATE organizations SET "snapshotVersion" = 8 WHERE id = $1`, [organizationId]);
  await expect(lower).rejects.toThrow("only rise");
});

test.each([
  ["agents", `UPDATE agents SET name = 'countersign'`],
  ["agents", `UPDATE agents SET "enrolUpTo" = -1`],
  ["organizations", `UPDATE organizations SET name = 'Acme'`],
  ["organizations", `UPDATE organizations SET shard = 256`],
  ["connections", `UPDATE connections SET name = '-x'`],
])("a row of %s that breaks its rules is refused: %s", async (_table, change) => {
  await expect(client.query(change)).rejects.toThrow("check constraint");
});

describe("partitions of the audit records", () => {
  const insert = (id: string, at: string) =>
    client.query(
      `INSERT INTO audit_records (id, at, "organizationId", sequence, kind, record) VALUES ($1, $2, $3, 0, 'call', '{}')`,
      [id, at, organizationId],
    );
  const partitionOf = async (id: string) => {
    const { rows } = await client.query<{ name: string }>(
      "SELECT tableoid::regclass::text AS name FROM audit_records WHERE id = $1",
      [id],
    );
    return rows.map((row) => row.name);
  };

  test("a record of today lies in today's", async () => {
    const { rows } = await client.query<{ day: string; at: string }>(
      `SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYYMMDD') AS day, now()::text AS at`,
    );
    await insert("rec_today", rows[0]?.at ?? "");
    expect(await partitionOf("rec_today")).toEqual([`audit_records_${rows[0]?.day}`]);
  });

  test("a record that came before its partition moves there when it is made", async () => {
    const { rows } = await client.query<{ day: string; at: string }>(
      `SELECT to_char((now() AT TIME ZONE 'UTC')::date + 20, 'YYYYMMDD') AS day,
         ((now() AT TIME ZONE 'UTC')::date + 20)::text || 'T12:00:00Z' AS at`,
    );
    await insert("rec_early", rows[0]?.at ?? "");
    expect(await partitionOf("rec_early")).toEqual(["audit_records_default"]);
    await client.query("SELECT ensure_audit_partitions(21)");
    expect(await partitionOf("rec_early")).toEqual([`audit_records_${rows[0]?.day}`]);
  });

  test("days far ahead or behind are refused", async () => {
    await expect(client.query("SELECT ensure_audit_partitions(61)")).rejects.toThrow("between 0 and 60");
    await expect(client.query("SELECT ensure_audit_partitions(-1)")).rejects.toThrow("between 0 and 60");
  });
});
