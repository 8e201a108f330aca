import { newId, parseSettings, workerSettingsSchema } from "@countersign/contracts";
import { planHeadMails } from "@countersign/db/audit";
import { createLogger } from "@countersign/telemetry";
import { type SmtpSink, startSmtpSink } from "@countersign/testkit";
import {
  checkpointOrigin,
  decideByLink,
  invite,
  readDeliveries,
  readInvitation,
  readLink,
  requestLink,
} from "@countersign/usecases";
import { readMasterKey } from "@countersign/vault";
import { createNoteSigner } from "@countersign/vault/audit";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { askPeople, makeOrganization, type Platform, startPlatform } from "./test-platform.ts";
import { type RunningWorker, startWorker } from "./worker.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describe("mail", () => {
  let platform: Platform;
  let sink: SmtpSink;
  let workers: RunningWorker[];
  const log: string[] = [];

  beforeAll(async () => {
    platform = await startPlatform();
    sink = await startSmtpSink();
    const settings = parseSettings(workerSettingsSchema, { ...platform.environment, SMTP_URL: sink.url });
    const logger = createLogger({
      name: "worker",
      level: "debug",
      destination: { write: (line) => void log.push(line) },
    });
    // Two, so that they could both send what only one may.
    workers = [await startWorker(settings, logger), await startWorker(settings, logger)];
  });
  afterAll(async () => {
    await Promise.all((workers ?? []).map((worker) => worker.stop()));
    await sink?.close();
    await platform?.close();
  });

  const people = () => ({
    db: platform.db,
    masterKey: readMasterKey(platform.environment["COUNTERSIGN_MASTER_KEY"]),
    hot: platform.admission,
  });
  const mailsTo = (address: string) => sink.mails().filter((mail) => mail.envelope.to.includes(address));
  const linkIn = (text: string) => /\/(?:link|invite)\/(\S+)/.exec(text)?.[1] ?? "";

  it("a link that somebody asks for arrives once and works, and stands nowhere else", async () => {
    const address = "nora@b.test";
    await requestLink(people(), { email: address, purpose: "sign_in" });
    await expect.poll(() => mailsTo(address).length, { timeout: 15_000 }).toBe(1);
    const token = linkIn(mailsTo(address)[0]?.text ?? "");
    expect(await readLink(people(), { token })).toMatchObject({
      ok: true,
      value: { email: address, purpose: "sign_up" },
    });
    const kept = await platform.system.system(({ tx }) => tx.emailLink.findMany());
    await expect
      .poll(async () => (await platform.system.system(({ tx }) => tx.emailLink.findFirst()))?.sentAt)
      .not.toBeNull();
    const secret = token.split(".")[1] ?? "missing";
    expect(JSON.stringify(kept)).not.toContain(secret);
    expect(log.join("\n")).not.toContain(secret);
    expect(mailsTo(address)).toHaveLength(1);
  });

  it("a mail that the server refuses comes later, and its address stays out of the log", async () => {
    const address = "patient@b.test";
    sink.refuseNext(451);
    await requestLink(people(), { email: address, purpose: "sign_up" });
    await expect.poll(() => mailsTo(address).length, { timeout: 20_000 }).toBe(1);
    expect(log.join("\n")).toContain("a mail must wait");
    expect(log.join("\n")).not.toContain(address);
  });

  it("an owner gets the signed head of a day once, whichever worker sends it", async () => {
    const { place } = await makeOrganization(platform);
    const organizationId = place.org;
    const email = `owner.${organizationId.slice(-12)}@b.test`;
    const userId = newId("user");
    const { publicKey, sign } = createNoteSigner(people().masterKey, {
      name: checkpointOrigin(organizationId),
      generation: 1,
    });
    const note = sign("the head of a test\n");
    // Where it is past six in the morning now.
    const timeZone = new Date().getUTCHours() >= 6 ? "UTC" : "Pacific/Auckland";
    await platform.system.system(async ({ tx }) => {
      await tx.organization.update({ where: { id: organizationId }, data: { timeZone } });
      await tx.user.create({ data: { id: userId, email, name: "Olga" } });
      await tx.member.create({ data: { id: newId("member"), organizationId, userId, role: "owner" } });
      await tx.auditCheckpoint.create({ data: { organizationId, size: 7, root: Buffer.alloc(32), note } });
    });
    const plan = () =>
      platform.system.system((scope) => planHeadMails(scope, { now: new Date(), newId: () => newId("headMail") }));
    await Promise.all([plan(), plan(), plan()]);
    await expect.poll(() => mailsTo(email).length, { timeout: 20_000 }).toBe(1);
    await plan();
    const rows = await platform.system.system(({ tx }) => tx.headMail.findMany({ where: { organizationId } }));
    expect(rows).toHaveLength(1);
    const [mail] = mailsTo(email);
    expect(mail?.text).toContain(note.trim());
    expect(mail?.text.replaceAll(/\s/g, "")).toContain(publicKey);
    expect(mailsTo(email)).toHaveLength(1);
  });

  it("whoever may decide an approval is asked once, by the page that is behind sign-in", async () => {
    const organization = await makeOrganization(platform);
    const admin = await platform.system.system(({ tx }) =>
      tx.user.findUniqueOrThrow({ where: { id: organization.adminId } }),
    );
    sink.refuseNext(451);
    const approval = await askPeople(platform, organization, { to: "x<b>@acme.io", notify: ["email:members", "web"] });
    await expect.poll(() => mailsTo(admin.email).length, { timeout: 30_000 }).toBe(1);
    const [mail] = mailsTo(admin.email);
    expect(mail?.subject).toBe("Outreach asks to call demo.send_email");
    expect(mail?.text).toContain("x<b>@acme.io");
    expect(mail?.html).toContain("x&lt;b&gt;@acme.io");
    expect(mail?.text).not.toContain("/decide/");
    expect(mail?.text).toMatch(new RegExp(`/o/org-[0-9a-f]+/approvals/${approval.id}`));
    const told = () => readDeliveries(platform, { organizationId: organization.place.org, approvalId: approval.id });
    await expect.poll(async () => (await told()).map(({ state }) => state), { timeout: 30_000 }).toEqual(["sent"]);
    expect(mail?.messageId).toBe(`<${(await told())[0]?.id}@127.0.0.1>`);
    expect(log.join("\n")).not.toContain(admin.email);
    expect(mailsTo(admin.email)).toHaveLength(1);
  });

  it("where their group opted in, the mail has a link that decides, and the others are told of it", async () => {
    const organization = await makeOrganization(platform);
    const organizationId = organization.place.org;
    const other = { id: newId("user"), email: `other.${organizationId.slice(-12)}@b.test`, name: "Bo" };
    const { admin } = await platform.system.system(async ({ tx }) => {
      await tx.user.create({ data: other });
      await tx.member.create({ data: { id: newId("member"), organizationId, userId: other.id, role: "admin" } });
      const { connectionId } = organization;
      const definition = { definition: "{}", definitionHash: "d".repeat(64) };
      const operation = { id: newId("operation"), name: "send_email", class: "write", ...definition };
      await tx.operation.create({ data: { ...operation, organizationId, connectionId } });
      return { admin: await tx.user.findUniqueOrThrow({ where: { id: organization.adminId } }) };
    });
    const asking = { to: "linked@acme.io", notify: ["email:members"], emailLinks: ["role:admin"] };
    const approval = await askPeople(platform, organization, asking);
    await expect
      .poll(() => [admin, other].map(({ email }) => mailsTo(email).length), { timeout: 30_000 })
      .toEqual([1, 1]);
    const [mail] = mailsTo(admin.email);
    const token = /\/decide\/(\S+)/.exec(mail?.text ?? "")?.[1] ?? "";
    expect(mail?.html).toContain(`/decide/${token}"`);
    expect(mailsTo(other.email)[0]?.text).not.toContain(token);
    const told = () => readDeliveries(platform, { organizationId, approvalId: approval.id });
    await expect
      .poll(async () => (await told()).map(({ state }) => state), { timeout: 30_000 })
      .toEqual(["sent", "sent"]);
    expect(await decideByLink(people(), { token, decision: "approve", reason: null })).toMatchObject({ ok: true });
    await expect.poll(() => mailsTo(other.email).length, { timeout: 30_000 }).toBe(2);
    expect(mailsTo(other.email)[1]?.text).toContain(`Approved by ${admin.name} (by link, person not verified)`);
    expect(mailsTo(admin.email)).toHaveLength(1);
    const kept = await platform.system.system(({ tx }) => tx.approvalLink.findMany({ where: { organizationId } }));
    const secret = token.split(".")[1] ?? "missing";
    expect(JSON.stringify(kept)).not.toContain(secret);
    expect(log.join("\n")).not.toContain(secret);
  });

  it("a mailbox that doesn't exist is parked and said so", async () => {
    const organization = await makeOrganization(platform);
    sink.refuseNext(550);
    const approval = await askPeople(platform, organization, { to: "parked@acme.io", notify: ["email:members"] });
    const told = () => readDeliveries(platform, { organizationId: organization.place.org, approvalId: approval.id });
    await expect
      .poll(async () => (await told()).map(({ state, problem }) => `${state}: ${problem}`), { timeout: 30_000 })
      .toEqual(["parked: EMESSAGE 550"]);
  });

  it("an invitation arrives with the link that proves the mailbox", async () => {
    const { place } = await makeOrganization(platform);
    const actor = { kind: "user", id: "usr_test", name: "Olivia" } as const;
    const email = "invited@b.test";
    const change = {
      organizationId: place.org,
      actor,
      actorRole: "owner",
      isMailed: true,
      email,
      role: "admin",
    } as const;
    expect(await invite(people(), change)).toMatchObject({ ok: true });
    await expect.poll(() => mailsTo(email).length, { timeout: 15_000 }).toBe(1);
    expect(mailsTo(email)[0]?.subject).toBe("Join Acme on Countersign");
    const token = linkIn(mailsTo(email)[0]?.text ?? "");
    expect(await readInvitation(people(), { token })).toMatchObject({
      ok: true,
      value: { hasAccount: false, state: "open" },
    });
  });

  it("what isn't to be mailed isn't", async () => {
    const { place } = await makeOrganization(platform);
    const actor = { kind: "user", id: "usr_test", name: "Olivia" } as const;
    const quiet = { organizationId: place.org, actor, actorRole: "owner", isMailed: false, role: "admin" } as const;
    await invite(people(), { ...quiet, email: "quiet@b.test" });
    await invite(people(), { ...quiet, isMailed: true, email: "loud@b.test" });
    await expect.poll(() => mailsTo("loud@b.test").length, { timeout: 15_000 }).toBe(1);
    expect(mailsTo("quiet@b.test")).toEqual([]);
  });
});
