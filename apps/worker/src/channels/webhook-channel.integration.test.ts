import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebhookEvent, webhookEventSchema } from "@countersign/contracts";
import { createEgress } from "@countersign/egress";
import {
  addWebhook,
  decideApproval,
  deliverDue,
  followWithDeliveries,
  planDeliveries,
  readDeliveries,
  removeWebhook,
  rotateWebhookSecret,
  updateWebhook,
} from "@countersign/usecases";
import { Secret } from "@countersign/vault";
import { Webhook, WebhookVerificationError } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { askPeople, makeOrganization, type Platform, startPlatform, type TestOrganization } from "../test-platform.ts";
import { createWebhookChannel } from "./webhook-channel.ts";

// Two cores may be busy with other suites.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A receiver on loopback: keeps what comes, and answers 204 or what it is told to. */
async function startReceiver() {
  const received: Received[] = [];
  const answers: ((response: ServerResponse) => void)[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      received.push({ headers: request.headers, body: Buffer.concat(parts).toString() });
      const answer = answers.shift();
      if (answer) answer(response);
      else response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}/hooks?at=1`, received, answers, close };
}

/** What a receiver does with a request: throws when its signature isn't good. */
function verified(secret: Secret, { body, headers }: Received): WebhookEvent {
  const named = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  return webhookEventSchema.parse(new Webhook(secret.reveal()).verify(body, named));
}

describe("an approval told to a webhook", () => {
  let platform: Platform;
  let organization: TestOrganization;
  let receiver: Awaited<ReturnType<typeof startReceiver>>;
  let secret: Secret;
  let webhookId: string;
  const masterKey = () => new Secret(platform.environment["COUNTERSIGN_MASTER_KEY"] ?? "");
  const deps = () => ({ db: platform.db, hot: platform.admission, masterKey: masterKey() });
  const change = () => ({
    organizationId: organization.place.org,
    actor: { kind: "system", id: null, name: "test" } as const,
  });
  const must = <T>(outcome: { ok: true; value: T } | { ok: false }): T => {
    if (!outcome.ok) throw new Error(JSON.stringify(outcome));
    return outcome.value;
  };

  beforeAll(async () => {
    platform = await startPlatform();
  });
  beforeEach(async () => {
    await platform.system.system(({ tx }) => tx.$executeRaw`UPDATE deliveries SET state = 'dropped'`);
    organization = await makeOrganization(platform);
    receiver = await startReceiver();
    ({ secret, webhookId } = must(await addWebhook(deps(), { ...change(), name: "pager", url: receiver.url })));
    return () => receiver.close();
  });
  afterAll(() => platform?.close());

  /** Sends what is due, and what waits for its time too; receivers that failed are asked again unless they rest. */
  async function send(allow = ["127.0.0.0/8"], rests = false): Promise<void> {
    const channel = createWebhookChannel(
      { db: platform.system, egress: createEgress({ allow }), masterKey: masterKey() },
      { dashboardUrl: "https://dash.test", random: () => 0 },
    );
    await platform.system.system(
      ({ tx }) => tx.$executeRaw`UPDATE deliveries SET "dueAt" = now() WHERE state = 'waiting'`,
    );
    if (!rests) {
      await platform.system.system(
        ({ tx }) => tx.$executeRaw`UPDATE webhooks SET "triedAt" = now() - interval '1 hour'`,
      );
    }
    const onTrouble = () => undefined;
    await deliverDue({ db: platform.system, channels: [channel], random: () => 0, onTrouble }, 50);
  }
  async function asked(to: string) {
    const { id: approvalId } = await askPeople(platform, organization, { to, notify: ["webhook:pager"] });
    const approval = { organizationId: organization.place.org, approvalId };
    await planDeliveries({ db: platform.system, mostAnnounced: 100 }, approval, { kind: "asked" });
    return approval;
  }
  type Approval = Awaited<ReturnType<typeof asked>>;
  const told = (approval: Approval) => readDeliveries(platform, approval);
  const became = (approval: Approval, state: string) =>
    followWithDeliveries({ db: platform.system }, { ...approval, state });
  const lastTry = () => platform.system.system(({ tx }) => tx.webhook.findFirstOrThrow({ where: { id: webhookId } }));

  it("is signed as Standard Webhooks says, and says what is asked, until when, and where to decide", async () => {
    const approval = await asked("kim@acme.io");
    await send();
    await send();
    expect(receiver.received).toHaveLength(1);
    const [got] = receiver.received;
    if (!got) throw new Error("nothing came");
    const [delivery] = await told(approval);
    expect(got.headers).toMatchObject({ "webhook-id": delivery?.id, "content-type": "application/json" });
    expect(verified(secret, got)).toMatchObject({
      type: "approval.requested",
      data: {
        approval: {
          id: approval.approvalId,
          state: "pending",
          revision: 1,
          agent: "outreach",
          operation: "demo.send_email",
          arguments: { to: "kim@acme.io" },
          url: expect.stringMatching(`^https://dash.test/o/org-[0-9a-f]+/approvals/${approval.approvalId}$`),
        },
      },
    });
    expect(await lastTry()).toMatchObject({ problem: null, triedAt: expect.any(Date) });
    const forged = { ...got, body: got.body.replace("kim@", "eve@") };
    expect(() => verified(secret, forged)).toThrow(WebhookVerificationError);
  });

  it("is told of each state once, and which one is the end", async () => {
    const approval = await asked("states@acme.io");
    await send();
    await decideApproval(platform, {
      ...approval,
      ...{ userId: organization.adminId, decision: "approve", reason: null, channel: "web" },
    });
    for (const state of ["approved", "executing", "approved", "executed"]) await became(approval, state);
    await send();
    const events = receiver.received.map((each) => verified(secret, each));
    const said = events.map((event) => ("approval" in event.data ? `${event.type} ${event.data.approval.state}` : ""));
    expect(said.sort()).toEqual([
      "approval.ended executed",
      "approval.requested pending",
      "approval.updated approved",
      "approval.updated executing",
    ]);
  });

  it("P36: is tried again with the same id and another time, as late as it is asked to, and parked after a day", async () => {
    const approval = await asked("again@acme.io");
    receiver.answers.push((response) => response.writeHead(503, { "retry-after": "1800" }).end("down"));
    await send();
    const [waiting] = await told(approval);
    expect(waiting).toMatchObject({ state: "waiting", problem: "it answered 503" });
    expect((waiting?.nextTryAtMs ?? 0) - Date.now()).toBeGreaterThan(1_500_000);
    receiver.answers.push((response) => response.destroy());
    await send();
    expect(await told(approval)).toMatchObject([{ state: "waiting", problem: "it can't be reached" }]);
    expect(await lastTry()).toMatchObject({ problem: "it can't be reached" });
    for (let tries = 0; tries < 10; tries += 1) {
      receiver.answers.push((response) => response.writeHead(500).end());
      await send();
    }
    expect(await told(approval)).toMatchObject([{ state: "parked", problem: "it answered 500" }]);
    expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  });

  it("waits while the receiver rests from its last failure, without asking it", async () => {
    const first = await asked("rest-1@acme.io");
    receiver.answers.push((response) => response.writeHead(503).end());
    await send();
    const second = await asked("rest-2@acme.io");
    await send(undefined, true);
    expect(receiver.received).toHaveLength(1);
    expect(await told(second)).toMatchObject([{ state: "waiting", problem: "it answered 503" }]);
    await send();
    expect(receiver.received).toHaveLength(3);
    for (const approval of [first, second]) expect(await told(approval)).toMatchObject([{ state: "sent" }]);
  });

  it("is signed by both secrets while they overlap, and by the new one alone afterwards", async () => {
    const rotated = must(await rotateWebhookSecret(deps(), { ...change(), webhookId, overlapMs: 60_000 }));
    await asked("overlap@acme.io");
    await send();
    const [during] = receiver.received;
    if (!during) throw new Error("nothing came");
    for (const each of [secret, rotated.secret]) expect(verified(each, during).type).toBe("approval.requested");
    const again = must(await rotateWebhookSecret(deps(), { ...change(), webhookId, overlapMs: 0 }));
    await asked("after@acme.io");
    await send();
    const [, after] = receiver.received;
    if (!after) throw new Error("nothing came");
    expect(verified(again.secret, after).type).toBe("approval.requested");
    expect(() => verified(rotated.secret, after)).toThrow(WebhookVerificationError);
  });

  it.each<[string, () => Promise<unknown>, string]>([
    ["disabled", () => updateWebhook(deps(), { ...change(), webhookId, isDisabled: true }), "the webhook is disabled"],
    ["removed", () => removeWebhook(deps(), { ...change(), webhookId }), "there is no such webhook"],
    [
      "moved to a private address, which isn't allowed",
      () => updateWebhook(deps(), { ...change(), webhookId, url: "https://169.254.169.254/latest" }),
      "the host is at a link local address, where connections aren't allowed",
    ],
  ])("is parked and says why where the receiver was %s", async (name, prepare, problem) => {
    must((await prepare()) as { ok: true; value: unknown });
    const approval = await asked(name);
    await send();
    expect(await told(approval)).toMatchObject([{ state: "parked", problem }]);
    expect(receiver.received).toEqual([]);
  });

  it("doesn't follow a redirect; one that says it is gone is asked no more", async () => {
    const approval = await asked("redirect@acme.io");
    receiver.answers.push((response) => response.writeHead(302, { location: receiver.url }).end());
    await send();
    expect(receiver.received).toHaveLength(1);
    expect(await told(approval)).toMatchObject([{ state: "waiting", problem: "it answered 302" }]);
    receiver.answers.push((response) => response.writeHead(410).end());
    await send();
    expect(await told(approval)).toMatchObject([{ state: "parked", problem: "it says that it is gone (410)" }]);
  });
});
