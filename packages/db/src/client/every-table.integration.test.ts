import { createMigratedDatabase, type MigratedDatabase } from "@countersign/testkit";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { migrate } from "../migrate/migrate.ts";
import { deriveRoleUrl } from "../migrate/role-passwords.ts";

const MASTER_KEY = "the same test master key in every suite of a cluster";
const [MINE, THEIRS] = ["org_mine", "org_theirs"] as const;

/** One row of every table of an organization; $1 is its id, $2 a word that makes unique columns differ. */
const ROWS: Readonly<Record<string, string>> = {
  organizations: `(id, name, title, "keyRef") VALUES ($1, $2, 'Same', rpad($2, 10, 'x'))`,
  members: `(id, "organizationId", "userId", role) VALUES ('mem_' || $2, $1, 'usr_x', 'owner')`,
  agents: `(id, "organizationId", name, title) VALUES ('agt_' || $2, $1, 'same', 'Same')`,
  instances: `(id, "organizationId", "agentId", name) VALUES ('ins_' || $2, $1, 'agt_' || $2, 'same')`,
  keys: `(id, "organizationId", "agentId", "keyRef", "secretHash") VALUES ('key_' || $2, $1, 'agt_' || $2, rpad($2, 12, 'x'), 'h')`,
  connections: `(id, "organizationId", name, title, url) VALUES ('con_' || $2, $1, 'same', 'Same', 'http://127.0.0.1/')`,
  operations: `(id, "organizationId", "connectionId", name, class, definition, "definitionHash")
    VALUES ('opn_' || $2, $1, 'con_' || $2, 'same', 'read', '{}', 'h')`,
  approvals: `(id, "organizationId", "agentId", "agentName", "agentTitle", "instanceName", "instanceProved", "connectionId",
      "connectionName", "operationName", "definitionHash", surface, "argumentsText", "argumentsHash", "forwardedHash",
      "joinKey", "policyVersion", "ruleIds", requirement, "requirementHash", "expiresAt")
    VALUES ('apr_' || $2, $1, 'agt_' || $2, 'same', 'Same', 'same', false, 'con_' || $2, 'same', 'same', 'h', 'mcp', '{}',
      'h', 'h', 'same', 1, '{}', '{}', 'h', now())`,
  votes: `(id, "organizationId", "approvalId", revision, "userId", decision, channel)
    VALUES ('vot_' || $2, $1, 'apr_' || $2, 1, 'usr_x', 'approve', 'web')`,
  approval_links: `(id, "organizationId", "approvalId", revision, "userId", "tokenHash")
    VALUES ('apl_' || $2, $1, 'apr_' || $2, 1, 'usr_x', $2)`,
  approval_revisions: `("organizationId", "approvalId", revision, "argumentsText", "forwardedHash", "requirementHash",
      "policyVersion") VALUES ($1, 'apr_' || $2, 1, '{}', 'h', 'h', 1)`,
  glass_breaks: `("organizationId", "approvalId", revision, "userId", reason, channel)
    VALUES ($1, 'apr_' || $2, 1, 'usr_x', 'same', 'web')`,
  grants: `(id, "organizationId", "approvalId", "agentId", "agentName", "instanceName", "connectionId", "connectionName",
      "operationName", "definitionHash", "requirementHash", "ruleIds", labels, vary, "fixedArguments", calls, "expiresAt",
      "granterIds", "granterNames")
    VALUES ('grt_' || $2, $1, 'apr_' || $2, 'agt_' || $2, 'same', 'same', 'con_' || $2, 'same', 'same', 'h', 'h', '{}', '{}',
      '{}', '{}', 1, now(), '{}', '{}')`,
  audit_records: `(id, at, "organizationId", sequence, kind, record) VALUES ('rec_' || $2, now(), $1, 0, 'call', '{}')`,
  audit_heads: `("organizationId") SELECT $1 WHERE $2 <> ''`,
  hot_marks: `("organizationId") SELECT $1 WHERE $2 <> ''`,
  session_labels: `("organizationId", "instanceId", label, "ruleId", "sinceAt", "untilAt", sequence, "recordId")
    VALUES ($1, 'ins_' || $2, 'same', 'same', now(), now(), 1, 'rec_' || $2)`,
  session_clears: `("organizationId", "instanceId", sequence) VALUES ($1, 'ins_' || $2, 1)`,
  audit_tiles: `("organizationId", "tileRow", "tileIndex", hashes) SELECT $1, 0, 0, '\\x' WHERE $2 <> ''`,
  audit_erasures: `(id, "organizationId", needles, "requestedByName") SELECT 'aer_' || $1, $1, ARRAY['x'], 'x' WHERE $2 <> ''`,
  audit_checkpoints: `("organizationId", size, root, note) SELECT $1, 1, '\\x', '' WHERE $2 <> ''`,
  audit_former_keys: `("organizationId", generation, "publicKey", "recordId") SELECT $1, 1, 'x', 'x' WHERE $2 <> ''`,
  audit_sinks: `("organizationId", sink) SELECT $1, 'file' WHERE $2 <> ''`,
  head_mails: `(id, "organizationId", "userId", day, size) SELECT 'hml_' || $1, $1, 'usr_1', '2026-01-01', 1 WHERE $2 <> ''`,
  unknown_outcomes: `("organizationId", "recordId", "callId", at) VALUES ($1, 'rec_' || $2, 'cal_' || $2, now())`,
  deliveries: `(id, "organizationId", "approvalId", channel, target, occasion)
    VALUES ('dlv_' || $2, $1, 'apr_' || $2, 'email', 'usr_1', 'asked')`,
  audit_outbox: `("organizationId", record) SELECT $1, '{}' WHERE $2 <> ''`,
  ledger_entries: `("organizationId", "recordId", position, kind, rule, "scopeKind", "scopeId", "windowId", amount, at)
    VALUES ($1, 'rec_' || $2, 0, 'calls', 'same', 'agent', 'x', 'x', 1, now())`,
  kill_switches: `(id, "organizationId", "targetKind", "targetId", reason) VALUES ('kil_' || $2, $1, 'agent', 'agt_' || $2, '')`,
  outbox: `(id, "organizationId", topic, payload) VALUES ('out_' || $2, $1, 'version.raised', '{}')`,
  management_tokens: `(id, "organizationId", "keyRef", "secretHash", title, role)
    VALUES ('tok_' || $2, $1, rpad($2, 12, 'x'), 'h', 'Same', 'owner')`,
  credentials: `(id, "organizationId", "connectionId", kind, "headerName", sealed)
    VALUES ('crd_' || $2, $1, 'con_' || $2, 'bearer', 'authorization', 'x')`,
  invitations: `(id, "organizationId", email, role, "tokenHash", "invitedByName", "expiresAt")
    VALUES ('inv_' || $2, $1, 'x@same.test', 'owner', $2, 'Same', now())`,
  policy_drafts: `(id, "organizationId", "userId", source, "baseVersion") VALUES ('dft_' || $2, $1, 'usr_x', '', 0)`,
  saved_views: `(id, "organizationId", name, query, "userId") VALUES ('vie_' || $2, $1, 'same', '', 'usr_x')`,
  push_subscriptions: `(id, "organizationId", "userId", endpoint, p256dh, auth, device)
    VALUES ('psh_' || $2, $1, 'usr_x', 'https://x.test/', 'x', 'x', 'Same')`,
  slack_installations: `(id, "organizationId", "teamId", "teamName", "appId", "botUserId", sealed, "installedByName")
    VALUES ('sli_' || $2, $1, 'T1', 'Same', 'A1', 'U1', 'x', 'Same')`,
  slack_channel_lists: `("installationId", "organizationId") VALUES ('sli_' || $2, $1)`,
  slack_accounts: `(id, "organizationId", "teamId", "slackUserId", "expiresAt") VALUES ('sla_' || $2, $1, 'T1', 'U1', now())`,
  webhooks: `(id, "organizationId", name, url, sealed) VALUES ('whk_' || $2, $1, 'same', 'https://x.test/', 'x')`,
  policy_versions: `(id, "organizationId", version, source, message) VALUES ('pol_' || $2, $1, 1, '', '')`,
};

let database: MigratedDatabase;
let owner: Client;
let app: Client;
beforeAll(async () => {
  database = await createMigratedDatabase({
    migrate: async (url) => void (await migrate({ ownerUrl: url, masterKey: MASTER_KEY })),
  });
  owner = new Client({ connectionString: database.url });
  app = new Client({ connectionString: deriveRoleUrl(database.url, "countersign_app", MASTER_KEY) });
  await Promise.all([owner.connect(), app.connect()]);
  await owner.query(`INSERT INTO users (id, email, name) VALUES ('usr_x', 'x@acme.test', 'X')`);
  for (const [table, values] of Object.entries(ROWS)) {
    for (const [id, word] of [
      [MINE, "mine"],
      [THEIRS, "theirs"],
    ]) {
      await owner.query(`INSERT INTO ${table} ${values}`, [id, word]);
    }
  }
});
afterAll(async () => {
  await Promise.all([owner.end(), app.end()]);
  await database.close();
});

const tenantOf = (table: string) => (table === "organizations" ? "id" : `"organizationId"`);

interface Answer {
  readonly rows: unknown[];
  readonly count: number;
}

const asMine = (text: string, values: readonly unknown[] = []): Promise<Answer> => inScope(MINE, text, values);

/** Runs one statement as the application in a scope, and takes it back. */
async function inScope(scope: string, text: string, values: readonly unknown[] = []): Promise<Answer> {
  await app.query("BEGIN");
  try {
    await app.query("SELECT set_config('app.organization_id', $1, true)", [scope]);
    const result = await app.query(text, [...values]);
    return { rows: result.rows, count: result.rowCount ?? 0 };
  } finally {
    await app.query("ROLLBACK");
  }
}

test("every table with row-level security is tried here", async () => {
  const { rows } = await owner.query<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE relrowsecurity AND relnamespace = 'public'::regnamespace ORDER BY 1",
  );
  expect(rows.map((row) => row.name)).toEqual(Object.keys(ROWS).sort());
});

describe.each(Object.keys(ROWS))("of %s", (table) => {
  const tenant = tenantOf(table);

  test("the own row is seen and the other organization's isn't", async () => {
    const { rows } = await asMine(`SELECT ${tenant} AS tenant FROM ${table}`);
    expect(rows).toEqual([{ tenant: MINE }]);
  });

  test("no row is seen without a scope, nor with an empty or a made-up one", async () => {
    expect((await app.query(`SELECT 1 FROM ${table}`)).rowCount).toBe(0);
    for (const scope of ["", "org_made_up", "%", `' OR true --`]) {
      expect((await inScope(scope, `SELECT 1 FROM ${table}`)).count).toBe(0);
    }
  });

  test("the own row can't be copied into the other organization", async () => {
    const column = table === "organizations" ? "id" : "organizationId";
    const copy = `INSERT INTO ${table} SELECT (jsonb_populate_record(t, jsonb_build_object('${column}', $1::text))).* FROM ${table} t`;
    await expect(asMine(copy, [THEIRS])).rejects.toThrow(/row-level security|permission denied/);
  });

  test("the other organization's row can be neither changed nor removed", async () => {
    const { rows } = await owner.query<{ column: string }>(
      `SELECT column_name AS column FROM information_schema.column_privileges
       WHERE grantee = 'countersign_app' AND table_name = $1 AND privilege_type = 'UPDATE' AND column_name <> 'id' ORDER BY 1`,
      [table],
    );
    for (const { column } of rows) {
      const change = await asMine(`UPDATE ${table} SET "${column}" = "${column}" WHERE ${tenant} = $1`, [THEIRS]);
      expect([column, change.count]).toEqual([column, 0]);
    }
    await expect(asMine(`DELETE FROM ${table}`)).rejects.toThrow("permission denied");
  });
});
