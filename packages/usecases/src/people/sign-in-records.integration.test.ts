import { type Admission, createAdmission } from "@countersign/admission";
import type { Actor } from "@countersign/contracts";
import { startRedis, type TestRedis } from "@countersign/testkit";
import { readMasterKey } from "@countersign/vault";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStores, type TestStores } from "../approvals/test-organization.ts";
import { createOrganization } from "../organizations/create-organization.ts";
import { createUser } from "./create-user.ts";
import { createSignInSession, endSignInSession } from "./sign-in-sessions.ts";
import { SIGN_IN_BOUND, verifyPassword } from "./verify-password.ts";

const actor: Actor = { kind: "user", id: "usr_test", name: "Olivia" };
const masterKey = readMasterKey("4kQ9vXz2LpTn7RwB8mYs3HdJ6fGc1EaU");

let stores: TestStores;
let redis: TestRedis;
let hot: Admission;
beforeAll(async () => {
  stores = await openStores();
  redis = await startRedis({ appendonly: false });
  hot = createAdmission({ redisUrl: redis.url, shards: 1 });
  await hot.ready(10_000);
});
afterAll(async () => {
  await hot.close();
  await redis.close();
  await stores.close();
});

async function makeMember(name: string) {
  const deps = { db: stores.db, hot };
  const user = await createUser(deps, { email: `${name}@acme.test`, name, password: "a long enough password" });
  if (!user.ok) throw new Error(user.refusal.detail);
  const input = { name, title: "Acme", ownerUserId: user.value.id, actor, shards: 1 };
  const organization = await createOrganization(deps, input);
  if (!organization.ok) throw new Error(organization.refusal.detail);
  const records = async () => {
    const rows = await stores.worker.tenant(organization.value.id, ({ tx }) => tx.auditOutbox.findMany());
    return JSON.stringify(rows.map((row) => row.record));
  };
  return { user: user.value, records };
}

test("signing in and out are recorded once each, without the session's secret", async () => {
  const { user, records } = await makeMember("ana");
  const session = { userId: user.id, userName: user.name, ip: "203.0.113.1", userAgent: "UA" };
  const { token } = await createSignInSession(stores, session);
  await endSignInSession(stores, { token });
  await endSignInSession(stores, { token });
  const kept = await records();
  expect(kept.match(/login\.succeeded/g)).toHaveLength(1);
  expect(kept.match(/login\.ended/g)).toHaveLength(1);
  expect(kept).not.toContain(token);
});

test("reaching the bound is told once, for people who exist, and strangers' words aren't", async () => {
  const { user } = await makeMember("bo");
  const held: string[] = [];
  const onHeld = ({ id }: { readonly id: string }) => void held.push(id);
  for (let index = 0; index < SIGN_IN_BOUND.tries + 4; index += 1) {
    await verifyPassword({ db: stores.db, masterKey }, { email: user.email, password: "wrong", ip: null, onHeld });
    await verifyPassword({ db: stores.db, masterKey }, { email: "x@acme.test", password: "wrong", ip: null, onHeld });
  }
  expect(held).toEqual([user.id]);
});
