import { type Admission, createAdmission } from "@countersign/admission";
import type { Actor } from "@countersign/contracts";
import { createWorkerDb, findUserByEmail, listMembers, type WorkerDb } from "@countersign/db";
import { startRedis, type TestRedis } from "@countersign/testkit";
import { linkToken, readMasterKey } from "@countersign/vault";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openStores, type TestStores } from "../approvals/test-organization.ts";
import { createOrganization } from "../organizations/create-organization.ts";
import { addMember } from "../people/add-member.ts";
import { createUser } from "../people/create-user.ts";
import { acceptInvitation, joinAsNewcomer } from "./accept-invitation.ts";
import { invitationTokens } from "./invitation-token.ts";
import { invite, resendInvitation } from "./invite.ts";
import { listInvitations } from "./list-invitations.ts";
import { readInvitation } from "./read-invitation.ts";
import { revokeInvitation } from "./revoke-invitation.ts";

const actor: Actor = { kind: "user", id: "usr_test", name: "Olivia" };
const masterKey = readMasterKey("4kQ9vXz2LpTn7RwB8mYs3HdJ6fGc1EaU");

let stores: TestStores;
/** Past every wall, to make time pass. */
let owner: WorkerDb;
let redis: TestRedis;
let hot: Admission;
let deps: { db: TestStores["db"]; hot: Admission; masterKey: typeof masterKey };
let count = 0;

beforeAll(async () => {
  stores = await openStores();
  owner = createWorkerDb({ url: stores.database.url, poolSize: 1 });
  redis = await startRedis({ appendonly: false });
  hot = createAdmission({ redisUrl: redis.url, shards: 1 });
  await hot.ready(10_000);
  deps = { db: stores.db, hot, masterKey };
});
afterAll(async () => {
  await hot.close();
  await redis.close();
  await owner.close();
  await stores.close();
});

function must<T>(outcome: { ok: true; value: T } | { ok: false; refusal: { detail: string } }): T {
  if (!outcome.ok) throw new Error(outcome.refusal.detail);
  return outcome.value;
}

async function makeOrganization() {
  count += 1;
  const owner = must(await createUser(deps, { email: `owner${count}@acme.test`, name: "Olivia" }));
  const made = await createOrganization(deps, {
    name: `org-${count}`,
    title: "Acme",
    ownerUserId: owner.id,
    actor,
    shards: 1,
  });
  return { id: must(made).id, owner };
}

async function inviteTo(organizationId: string, email: string, role: "admin" | "auditor" | "owner" = "auditor") {
  const outcome = await invite(deps, { organizationId, actor, actorRole: "owner", isMailed: true, email, role });
  const { invitation, shownToken } = must(outcome);
  return { invitation, shown: shownToken.reveal(), mailed: invitationTokens(deps, invitation.id).mailed.reveal() };
}

const membersOf = (organizationId: string) => stores.db.tenant(organizationId, listMembers);

async function actsOf(organizationId: string) {
  const rows = await stores.worker.tenant(organizationId, ({ tx }) => tx.auditOutbox.findMany());
  return rows.map((row) => row.record);
}

describe("inviting", () => {
  test("an admin invites everybody but an owner", async () => {
    const { id } = await makeOrganization();
    const input = { organizationId: id, actor, actorRole: "admin", isMailed: true, email: "a@b.test" } as const;
    expect(await invite(deps, { ...input, role: "owner" })).toMatchObject({
      ok: false,
      refusal: { code: "auth.permission.missing" },
    });
    expect(await invite(deps, { ...input, role: "admin" })).toMatchObject({ ok: true });
    const [open] = await listInvitations(deps, { organizationId: id });
    expect(open).toMatchObject({ email: "a@b.test", role: "admin", state: "open" });
  });

  test("an admin can't send an owner's invitation again", async () => {
    const { id } = await makeOrganization();
    const { invitation } = await inviteTo(id, "boss@b.test", "owner");
    const again = {
      organizationId: id,
      actor,
      actorRole: "admin",
      isMailed: true,
      invitationId: invitation.id,
    } as const;
    expect(await resendInvitation(deps, again)).toMatchObject({ ok: false });
    const { email } = must(
      await readInvitation(deps, { token: invitationTokens(deps, invitation.id).mailed.reveal() }),
    );
    expect(email).toBe("boss@b.test");
  });

  test.each(["", "nobody", "a b@c.test"])("%j is no address", async (email) => {
    const { id } = await makeOrganization();
    const input = { organizationId: id, actor, actorRole: "owner", isMailed: true, email, role: "auditor" } as const;
    expect(await invite(deps, input)).toMatchObject({ ok: false, refusal: { problems: [{ path: "email" }] } });
  });

  test("a member isn't invited again", async () => {
    const { id, owner } = await makeOrganization();
    const input = { organizationId: id, actor, actorRole: "owner", isMailed: true, role: "auditor" } as const;
    expect(await invite(deps, { ...input, email: owner.email.toUpperCase() })).toMatchObject({ ok: false });
  });

  test("a newer invitation ends the older one, also when both come at once", async () => {
    const { id } = await makeOrganization();
    const first = await inviteTo(id, "twice@b.test");
    await Promise.all([inviteTo(id, "twice@b.test"), inviteTo(id, "twice@b.test")]);
    const all = await listInvitations(deps, { organizationId: id });
    expect(all.map((one) => one.state).sort()).toEqual(["open", "revoked", "revoked"]);
    expect(must(await readInvitation(deps, { token: first.mailed })).state).toBe("revoked");
  });

  test("nothing that is kept holds a link", async () => {
    const { id } = await makeOrganization();
    const { mailed, shown } = await inviteTo(id, "quiet@b.test");
    const rows = await stores.worker.system(({ tx }) => tx.invitation.findMany());
    const outbox = await stores.worker.system(({ tx }) => tx.outbox.findMany());
    const kept = JSON.stringify([rows, outbox, await actsOf(id)], (_key, value) =>
      typeof value === "bigint" ? 0 : value,
    );
    for (const token of [mailed, shown]) expect(kept).not.toContain(token.split(".")[1]);
  });
});

describe("accepting", () => {
  test("somebody new joins with the role they were invited for, once, however many try", async () => {
    const { id } = await makeOrganization();
    const { mailed } = await inviteTo(id, "nora@b.test", "admin");
    const tries = await Promise.all(
      ["Nora", "Nora 2", "Nora 3"].map((name) => joinAsNewcomer(deps, { token: mailed, name })),
    );
    expect(tries.filter((one) => one.ok)).toHaveLength(1);
    const members = await membersOf(id);
    expect(members.filter((member) => member.user.email === "nora@b.test")).toMatchObject([{ role: "admin" }]);
    expect(await actsOf(id)).toContainEqual(
      expect.objectContaining({
        kind: "member",
        action: "invitation.accepted",
        summary: expect.stringContaining("Nora"),
      }),
    );
  });

  test("the mailed link proves the mailbox, the shown one doesn't", async () => {
    const { id } = await makeOrganization();
    const [one, two] = [await inviteTo(id, "mailed@b.test"), await inviteTo(id, "shown@b.test")];
    must(await joinAsNewcomer(deps, { token: one.mailed, name: "M" }));
    must(await joinAsNewcomer(deps, { token: two.shown, name: "S" }));
    const find = (email: string) => stores.db.global((scope) => findUserByEmail(scope, email));
    expect((await find("mailed@b.test"))?.verifiedAt).toBeInstanceOf(Date);
    expect((await find("shown@b.test"))?.verifiedAt).toBeNull();
  });

  test("the shown link doesn't tell who has an account", async () => {
    const { id } = await makeOrganization();
    const known = must(await createUser(deps, { email: "known@b.test", name: "K" }));
    const [a, b] = [await inviteTo(id, known.email), await inviteTo(id, "unknown@b.test")];
    expect(must(await readInvitation(deps, { token: a.shown })).hasAccount).toBeNull();
    expect(must(await readInvitation(deps, { token: b.shown })).hasAccount).toBeNull();
    expect(must(await readInvitation(deps, { token: a.mailed })).hasAccount).toBe(true);
    expect(must(await readInvitation(deps, { token: b.mailed })).hasAccount).toBe(false);
  });

  test("an invitation's link opens nobody's account", async () => {
    const { id } = await makeOrganization();
    const known = must(
      await createUser(deps, { email: "victim@b.test", name: "V", password: "a long enough password" }),
    );
    const { shown, mailed } = await inviteTo(id, known.email);
    for (const token of [shown, mailed]) {
      const taken = await joinAsNewcomer(deps, { token, name: "Mallory", password: "mallory's own password" });
      expect(taken).toMatchObject({ ok: false });
    }
    const user = await stores.db.global((scope) => findUserByEmail(scope, known.email));
    expect(user).toMatchObject({ name: "V", passwordHash: known.passwordHash });
    expect(must(await readInvitation(deps, { token: mailed })).state).toBe("open");
  });

  test("only the person who was invited accepts, and only once", async () => {
    const { id, owner } = await makeOrganization();
    const bo = must(await createUser(deps, { email: `bo${count}@b.test`, name: "Bo" }));
    const { mailed } = await inviteTo(id, bo.email);
    expect(await acceptInvitation(deps, { token: mailed, userId: owner.id })).toMatchObject({ ok: false });
    must(await acceptInvitation(deps, { token: mailed, userId: bo.id }));
    expect(await acceptInvitation(deps, { token: mailed, userId: bo.id })).toMatchObject({
      ok: false,
      refusal: { code: "auth.link.invalid" },
    });
    expect((await membersOf(id)).map((member) => member.role)).toEqual(["owner", "auditor"]);
  });

  test("who belongs to it already stays what they are", async () => {
    const { id } = await makeOrganization();
    const bo = must(await createUser(deps, { email: `member${count}@b.test`, name: "Bo" }));
    const { mailed } = await inviteTo(id, bo.email, "admin");
    must(await addMember(deps, { organizationId: id, actor, userId: bo.id, role: "developer" }));
    must(await acceptInvitation(deps, { token: mailed, userId: bo.id }));
    expect((await membersOf(id)).map((member) => member.role)).toEqual(["owner", "developer"]);
  });

  test("who was removed comes back by a new invitation", async () => {
    const { id } = await makeOrganization();
    const first = await inviteTo(id, `back${count}@b.test`, "admin");
    const { user } = must(await joinAsNewcomer(deps, { token: first.mailed, name: "Back" }));
    await stores.worker.system(
      ({ tx }) => tx.$executeRaw`UPDATE members SET "removedAt" = now() WHERE "userId" = ${user.id}`,
    );
    const second = await inviteTo(id, user.email, "auditor");
    must(await acceptInvitation(deps, { token: second.mailed, userId: user.id }));
    expect((await membersOf(id)).find((member) => member.userId === user.id)).toMatchObject({ role: "auditor" });
  });

  test.each(["revoked", "expired"] as const)("one that is %s is refused and says so", async (state) => {
    const { id } = await makeOrganization();
    const { invitation, mailed, shown } = await inviteTo(id, `late-${state}@b.test`);
    if (state === "revoked")
      must(await revokeInvitation(deps, { organizationId: id, actor, invitationId: invitation.id }));
    else
      await owner.system(
        ({ tx }) => tx.$executeRaw`UPDATE invitations SET "expiresAt" = now() WHERE id = ${invitation.id}`,
      );
    for (const token of [mailed, shown]) {
      expect(must(await readInvitation(deps, { token })).state).toBe(state);
      expect(await joinAsNewcomer(deps, { token, name: "Late" })).toMatchObject({
        ok: false,
        refusal: { code: "auth.link.invalid", status: 410 },
      });
    }
    expect(await stores.db.global((scope) => findUserByEmail(scope, `late-${state}@b.test`))).toBeNull();
  });

  test("a made-up link is nobody's, whatever it names", async () => {
    const { id } = await makeOrganization();
    const { invitation } = await inviteTo(id, "real@b.test");
    const other = readMasterKey("another master key: 8Jw2kQ9vXz2LpTn7RwB8mY");
    for (const token of ["", "x", linkToken(other, "invitation-mailed", invitation.id).reveal()]) {
      expect(await readInvitation(deps, { token })).toMatchObject({
        ok: false,
        refusal: { code: "auth.link.invalid" },
      });
      expect(await joinAsNewcomer(deps, { token, name: "X" })).toMatchObject({ ok: false });
    }
  });
});

describe("taking back", () => {
  test("twice answers the same and is one act, and only in its own organization", async () => {
    const { id } = await makeOrganization();
    const other = await makeOrganization();
    const { invitation } = await inviteTo(id, "gone@b.test");
    const stranger = { organizationId: other.id, actor, invitationId: invitation.id };
    expect(await revokeInvitation(deps, stranger)).toMatchObject({ refusal: { code: "request.target.unknown" } });
    const revoke = () => revokeInvitation(deps, { organizationId: id, actor, invitationId: invitation.id });
    expect(must(await revoke()).state).toBe("revoked");
    expect(must(await revoke()).state).toBe("revoked");
    const acts = (await actsOf(id)).filter((record) => JSON.stringify(record).includes("invitation.revoked"));
    expect(acts).toHaveLength(1);
  });

  test("an accepted one stays accepted", async () => {
    const { id } = await makeOrganization();
    const { invitation, mailed } = await inviteTo(id, `done${count}@b.test`);
    must(await joinAsNewcomer(deps, { token: mailed, name: "Done" }));
    expect(await revokeInvitation(deps, { organizationId: id, actor, invitationId: invitation.id })).toMatchObject({
      ok: false,
    });
    expect(must(await readInvitation(deps, { token: mailed })).state).toBe("accepted");
  });
});
