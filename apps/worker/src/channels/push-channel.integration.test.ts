import { createEgress } from "@countersign/egress";
import { type FakePushService, startFakePushService } from "@countersign/testkit";
import {
  addDevice,
  decideApproval,
  deliverDue,
  followWithDeliveries,
  letDeviceDecide,
  listDevices,
  planDeliveries,
  readDeliveries,
  removeDevice,
} from "@countersign/usecases";
import { Secret, vapidKeys } from "@countersign/vault";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { askPeople, makeOrganization, type Platform, startPlatform, type TestOrganization } from "../test-platform.ts";
import { createPushChannel } from "./push-channel.ts";

// Two cores may be busy with other suites.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

describe("an approval on people's devices", () => {
  let platform: Platform;
  let organization: TestOrganization;
  let service: FakePushService;
  const masterKey = () => new Secret(platform.environment["COUNTERSIGN_MASTER_KEY"] ?? "");
  const owner = () => ({ organizationId: organization.place.org, userId: organization.adminId });

  beforeAll(async () => {
    platform = await startPlatform();
  });
  beforeEach(async () => {
    await platform.system.system(({ tx }) => tx.$executeRaw`UPDATE deliveries SET state = 'dropped'`);
    organization = await makeOrganization(platform);
    service = await startFakePushService();
    return () => service.close();
  });
  afterAll(() => platform?.close());

  async function signUp(device: string, applicationServerKey = vapidKeys(masterKey()).publicKey) {
    const subscription = service.signUp(applicationServerKey);
    const added = await addDevice(platform, { ...owner(), ...subscription, device });
    if (!added.ok) throw new Error(added.refusal.detail);
    return { ...subscription, id: added.value.deviceId };
  }
  const channelOf = (allow = ["127.0.0.0/8"]) =>
    createPushChannel(
      { db: platform.system, egress: createEgress({ allow }), masterKey: masterKey() },
      { dashboardUrl: "https://dash.test" },
    );
  /** Sends what is due, and what waits for its time too. */
  async function send(channel = channelOf()): Promise<void> {
    await platform.system.system(
      ({ tx }) => tx.$executeRaw`UPDATE deliveries SET "dueAt" = now() WHERE state = 'waiting'`,
    );
    const onTrouble = () => undefined;
    await deliverDue({ db: platform.system, channels: [channel], random: () => 0, onTrouble }, 50);
  }
  async function asked(to: string, notify: readonly string[] = ["web"]) {
    const { id: approvalId } = await askPeople(platform, organization, { to, notify });
    const approval = { organizationId: organization.place.org, approvalId };
    await planDeliveries({ db: platform.system, mostAnnounced: 100 }, approval, { kind: "asked" });
    return approval;
  }
  const told = (approval: Awaited<ReturnType<typeof asked>>) => readDeliveries(platform, approval);
  const read = () => service.messages().map(({ text }) => JSON.parse(text));
  const devices = async () => (await listDevices(platform, owner())).map(({ device }) => device);

  it("P36: reaches each of them once, readable by it alone, from the platform that it signed up with", async () => {
    await signUp("Phone");
    await signUp("Laptop");
    const approval = await asked("kim@acme.io");
    await send();
    await send();
    expect(
      service
        .messages()
        .map(({ device }) => device)
        .sort(),
    ).toEqual([0, 1]);
    const [first] = service.messages();
    expect(first).toMatchObject({ urgency: "high", sender: "https://dash.test" });
    expect(first?.ttlS).toBeGreaterThan(0);
    expect(first?.ttlS).toBeLessThanOrEqual(600);
    expect(first?.topic).toMatch(/^[\w-]{32}$/);
    expect(read()[0]).toEqual({
      approvalId: approval.approvalId,
      isAsking: true,
      title: "Outreach",
      body: "demo.send_email waits for approval, $0.00",
      expiresAtMs: expect.any(Number),
      path: expect.stringMatching(`^/o/org-[0-9a-f]+/approvals/${approval.approvalId}$`),
    });
    expect(service.messages().every(({ text }) => !text.includes("kim@"))).toBe(true);
  });

  it("a device that its person lets decide is shown what is asked, and no other", async () => {
    const { id } = await signUp("Phone");
    await signUp("Laptop");
    const change = { ...owner(), deviceId: id, decides: true };
    expect(await letDeviceDecide(platform, { ...change, userId: "usr_other" })).toMatchObject({ ok: false });
    expect(await letDeviceDecide(platform, change)).toMatchObject({ ok: true });
    await asked("shown@acme.io");
    await send();
    const [phone, laptop] = [0, 1].map((at) => service.messages().find(({ device }) => device === at)?.text ?? "");
    expect(JSON.parse(phone ?? "")).toMatchObject({
      asked: expect.stringContaining("to: shown@acme.io"),
      question: { revision: 1, userId: organization.adminId },
    });
    expect(laptop).not.toContain("shown@");
  });

  it("leaves a push service alone for as long as it asked, for all that it serves", async () => {
    await signUp("Phone");
    const first = await asked("busy@acme.io");
    const channel = channelOf();
    service.answerNext({ status: 429, retryAfterS: 1_800 });
    await send(channel);
    const second = await asked("busy-too@acme.io");
    await send(channel);
    expect(service.messages()).toEqual([]);
    for (const approval of [first, second]) {
      const [waiting] = await told(approval);
      expect(waiting).toMatchObject({ state: "waiting", problem: "the push service answered 429" });
      expect((waiting?.nextTryAtMs ?? 0) - Date.now()).toBeGreaterThan(1_500_000);
    }
  });

  it("says once that nobody has to decide any more, wherever it was decided", async () => {
    await signUp("Phone");
    const approval = await asked("over@acme.io");
    await send();
    await decideApproval(platform, {
      ...approval,
      ...{ userId: organization.adminId, decision: "deny", reason: "no", channel: "web" },
    });
    for (const state of ["denied", "denied"]) {
      await followWithDeliveries({ db: platform.system }, { ...approval, state });
      await send();
    }
    expect(read().map(({ isAsking, body }) => `${isAsking} ${body}`)).toEqual([
      "true demo.send_email waits for approval, $0.00",
      "false demo.send_email was denied",
    ]);
    expect((await told(approval)).map(({ state }) => state)).toEqual(["sent"]);
  });

  it("goes by the rule's channels, and to nobody who hasn't asked for it", async () => {
    expect(await told(await asked("nobody@acme.io"))).toEqual([]);
    const { id } = await signUp("Phone");
    expect(await told(await asked("mail@acme.io", ["email:members"]))).toMatchObject([{ channel: "email" }]);
    expect(await told(await asked("usual@acme.io", []))).toMatchObject([{ channel: "push" }]);
    await removeDevice(platform, { ...owner(), deviceId: id });
    expect(await told(await asked("off@acme.io"))).toEqual([]);
    expect(await removeDevice(platform, { ...owner(), deviceId: id })).toMatchObject({ ok: false });
  });

  it.each([404, 410])("a device that its push service says is gone (%i) is told nothing any more", async (status) => {
    await signUp("Old");
    await asked(`gone-${status}@acme.io`);
    service.answerNext({ status });
    await send();
    expect(await devices()).toEqual([]);
    await signUp("New");
    const approval = await asked(`gone-too-${status}@acme.io`);
    await send();
    expect(service.messages()).toHaveLength(1);
    expect(await told(approval)).toMatchObject([{ state: "sent" }]);
  });

  it("waits while the push service has trouble, as long as it asks for, and is parked when it refuses", async () => {
    await signUp("Phone");
    const approval = await asked("trouble@acme.io");
    service.answerNext({ status: 429, retryAfterS: 1_800 });
    await send();
    const [waiting] = await told(approval);
    expect(waiting).toMatchObject({ state: "waiting", problem: "the push service answered 429" });
    expect((waiting?.nextTryAtMs ?? 0) - Date.now()).toBeGreaterThan(1_500_000);
    await send();
    expect(await told(approval)).toMatchObject([{ state: "sent", problem: null }]);
    await signUp("Signed up with another key", vapidKeys(new Secret("another master key, of other servers")).publicKey);
    await removeDevice(platform, { ...owner(), deviceId: (await listDevices(platform, owner()))[0]?.id ?? "" });
    const refused = await asked("refused@acme.io");
    await send();
    expect(await told(refused)).toMatchObject([{ state: "parked", problem: "the push service answered 403" }]);
    expect(await devices()).toHaveLength(1);
  });

  it("never goes to an address inside, whatever a browser claims to be its push service", async () => {
    const { p256dh, auth } = service.signUp("");
    await addDevice(platform, { ...owner(), p256dh, auth, device: "Liar", endpoint: "https://169.254.169.254/x" });
    const approval = await asked("inside@acme.io");
    await send(channelOf([]));
    expect(await told(approval)).toMatchObject([{ state: "parked" }]);
    expect(await devices()).toEqual([]);
  });

  it("a device that isn't a point of the curve breaks nothing", async () => {
    const { endpoint, auth } = service.signUp("");
    await addDevice(platform, { ...owner(), endpoint, auth, p256dh: "B".repeat(87), device: "Broken" });
    const approval = await asked("broken@acme.io");
    await send();
    expect(await told(approval)).toMatchObject([{ state: "parked" }]);
  });

  it("a device that somebody else signs in on is told what is theirs", async () => {
    const subscription = await signUp("Shared");
    const other = { ...owner(), userId: "usr_other" };
    await addDevice(platform, { ...subscription, ...other, device: "Shared" });
    expect(await devices()).toEqual([]);
    expect(await listDevices(platform, other)).toHaveLength(1);
  });
});
