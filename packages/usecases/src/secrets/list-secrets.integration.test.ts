import { type Admission, createAdmission } from "@countersign/admission";
import type { Actor } from "@countersign/contracts";
import { startRedis, type TestRedis } from "@countersign/testkit";
import { readMasterKey } from "@countersign/vault";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createAgent } from "../agents/create-agent.ts";
import { openStores, type TestStores } from "../approvals/test-organization.ts";
import { issueKey } from "../keys/issue-key.ts";
import { revokeKey } from "../keys/revoke-key.ts";
import { createOrganization } from "../organizations/create-organization.ts";
import { createUser } from "../people/create-user.ts";
import { issueManagementToken } from "../people/management-tokens.ts";
import { listSecrets } from "./list-secrets.ts";

const masterKey = readMasterKey("4kQ9vXz2LpTn7RwB8mYs3HdJ6fGc1EaU");

let stores: TestStores;
let redis: TestRedis;
let admission: Admission;
let deps: { db: TestStores["db"]; hot: Admission; masterKey: typeof masterKey };

beforeAll(async () => {
  stores = await openStores();
  redis = await startRedis({ appendonly: false });
  admission = createAdmission({ redisUrl: redis.url, shards: 1 });
  await admission.ready(10_000);
  deps = { db: stores.db, hot: admission, masterKey };
});
afterAll(async () => {
  await admission.close();
  await redis.close();
  await stores.close();
});

function must<T>(made: { ok: true; value: T } | { ok: false; refusal: { detail: string } }): T {
  if (!made.ok) throw new Error(made.refusal.detail);
  return made.value;
}

async function makeOrganization(name: string) {
  const user = must(await createUser(deps, { email: `olivia@${name}.test`, name: "Olivia" }));
  const actor: Actor = { kind: "user", id: user.id, name: "Olivia" };
  const { id } = must(await createOrganization(deps, { name, title: name, ownerUserId: user.id, actor, shards: 1 }));
  return { organizationId: id, actor };
}

test("the inventory holds every secret of its organization, no other's, and no secret", async () => {
  const [own, other] = [await makeOrganization("own-secrets"), await makeOrganization("other-secrets")];
  const agent = must(await createAgent(deps, { ...own, name: "outreach", title: "Outreach" }));
  const key = must(await issueKey(deps, { ...own, agentId: agent.id }));
  const revoked = must(await issueKey(deps, { ...own, agentId: agent.id }));
  must(await revokeKey(deps, { ...own, keyId: revoked.keyId }));
  const token = await issueManagementToken(deps, { ...own, title: "pipeline", role: "owner" });
  await issueManagementToken(deps, { ...other, title: "theirs", role: "auditor" });

  const secrets = await listSecrets(deps, { organizationId: own.organizationId, now: new Date() });
  expect(secrets.map(({ id, state }) => [id, state])).toEqual([
    [token.tokenId, "live"],
    [key.keyId, "live"],
    [revoked.keyId, "revoked"],
  ]);
  expect(secrets[0]?.concerns).toEqual(["broad_role"]);
  expect(secrets[1]?.concerns).toEqual(["unrestricted"]);
  const text = JSON.stringify(secrets);
  for (const secret of [key.text.reveal(), token.text.reveal()]) {
    expect(text).not.toContain(secret.slice(-49));
  }
  expect(text).not.toMatch(/secretHash|sealed/);
});
