import { type FakeSlack, type FakeSlackTrouble, startFakeSlack } from "@countersign/testkit";
import {
  decideApproval,
  deliverDue,
  followWithDeliveries,
  listApprovals,
  planDeliveries,
  readDeliveries,
} from "@countersign/usecases";
import { Secret } from "@countersign/vault";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { askPeople, makeOrganization, type Platform, startPlatform, type TestOrganization } from "../test-platform.ts";
import { createSlackChannel } from "./slack-channel.ts";

// Two cores may be busy with other suites.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

describe("an approval in a channel of Slack", () => {
  let platform: Platform;
  let organization: TestOrganization;
  let slack: FakeSlack;
  const problems: string[] = [];

  beforeAll(async () => {
    platform = await startPlatform();
  });
  beforeEach(async () => {
    problems.length = 0;
    await platform.system.system(({ tx }) => tx.$executeRaw`UPDATE deliveries SET state = 'dropped'`);
    organization = await makeOrganization(platform);
    slack = await startFakeSlack({ channels: ["general", "random", "agent-approvals"] });
    return () => slack.close();
  });
  afterAll(() => platform?.close());

  /** Sends what waits, also for its time. */
  async function send(token: string | null = slack.token): Promise<void> {
    await platform.system.system(
      ({ tx }) => tx.$executeRaw`UPDATE deliveries SET "dueAt" = now() WHERE state = 'waiting'`,
    );
    await deliver(token);
  }

  /** Sends what is due. */
  async function deliver(token: string | null = slack.token): Promise<void> {
    const channel = createSlackChannel({
      tokenOf: async () => (token === null ? null : new Secret(token)),
      dashboardUrl: "https://dash.test",
      apiUrl: slack.url,
    });
    const onTrouble = (_row: unknown, problem: string) => void problems.push(problem);
    await deliverDue({ db: platform.system, channels: [channel], random: () => 0, onTrouble }, 50);
  }

  async function asked(to: string, target = "slack:#agent-approvals") {
    const { id: approvalId } = await askPeople(platform, organization, { to, notify: [target] });
    const approval = { organizationId: organization.place.org, approvalId };
    await planDeliveries({ db: platform.system, mostAnnounced: 100 }, approval, { kind: "asked" });
    return approval;
  }
  const told = (approval: Awaited<ReturnType<typeof asked>>) => readDeliveries(platform, approval);
  const approve = async (approval: Awaited<ReturnType<typeof asked>>) => {
    const vote = { userId: organization.adminId, decision: "approve", reason: null, channel: "web" } as const;
    expect(await decideApproval(platform, { ...approval, ...vote })).toMatchObject({ ok: true });
    await followWithDeliveries({ db: platform.system }, { ...approval, state: "approved" });
  };

  it("is posted once, and changed in place once it is decided elsewhere", async () => {
    const approval = await asked("<!channel> & co");
    await send();
    await send();
    expect(slack.messages()).toHaveLength(1);
    expect(JSON.stringify(slack.messages()[0]?.blocks)).toContain("<!channel> & co");
    expect(slack.messages()[0]?.text).toBe("Outreach: demo.send_email waits for approval");
    await approve(approval);
    await send();
    expect(slack.messages()).toHaveLength(1);
    expect(slack.messages()[0]).toMatchObject({ changes: 1, text: "Outreach: demo.send_email was approved" });
    expect(JSON.stringify(slack.messages()[0]?.blocks)).toContain("Approved by Ana, waiting for the agent until");
    expect((await told(approval)).map(({ state }) => state)).toEqual(["sent"]);
  });

  it("P36: while Slack is down for an hour it waits in the inbox, and its message comes once when Slack is back", async () => {
    const approval = await asked("down@acme.io");
    // The clock of deliveries is the database's: time passes by all that is due coming nearer.
    const pass = async (seconds: number) => {
      await platform.system.system(
        ({ tx }) => tx.$executeRaw`UPDATE deliveries SET "dueAt" = "dueAt" - ${seconds} * interval '1 second'
          WHERE state = 'waiting'`,
      );
      await Promise.all([deliver(), deliver()]);
    };
    const inbox = async () => {
      const query = { organizationId: organization.place.org, tab: "waiting", limit: 10, cursor: null } as const;
      const { approvals } = await listApprovals(platform, { ...query, entitledUserId: organization.adminId });
      return approvals.map(({ id }) => id);
    };
    const downs: readonly FakeSlackTrouble[] = [
      { kind: "hang_up" },
      { kind: "status", status: 503 },
      { kind: "error", error: "service_unavailable" },
    ];
    slack.downWith(downs);
    expect(await inbox()).toEqual([approval.approvalId]);
    for (let minute = 0; minute < 60; minute += 1) await pass(60);
    expect(await inbox()).toEqual([approval.approvalId]);
    expect(await told(approval)).toMatchObject([{ state: "waiting" }]);
    expect(problems.length).toBeGreaterThan(30);
    expect(slack.messages()).toEqual([]);

    slack.downWith([]);
    slack.troubleNext({ kind: "status", status: 429, retryAfterS: 90 });
    await pass(60);
    const asks = slack.calls().length;
    await pass(60);
    expect(slack.calls().length, "nothing is asked before the time Slack has set").toBe(asks);
    for (let minute = 0; minute < 5; minute += 1) await pass(60);
    expect(slack.messages()).toHaveLength(1);
    expect(await told(approval)).toMatchObject([{ state: "sent", problem: null }]);
    await approve(approval);
    expect(await inbox()).toEqual([]);
  });

  it("P36: one that was posted although no answer came isn't posted again", async () => {
    const approval = await asked("unanswered@acme.io");
    slack.troubleNext({ kind: "done_unanswered" });
    await send();
    expect(slack.messages()).toHaveLength(1);
    const others = [await asked("a@acme.io"), await asked("b@acme.io"), await asked("c@acme.io")];
    await send();
    expect(slack.messages()).toHaveLength(1 + others.length);
    expect(await told(approval)).toMatchObject([{ state: "sent" }]);
    await approve(approval);
    await send();
    expect(slack.messages()[0]).toMatchObject({ text: "Outreach: demo.send_email was approved" });
  });

  it("arguments that a message cuts are a file under it, once, however often sending it breaks", async () => {
    const approval = await asked(`${"long.".repeat(300)}\u202e@acme.io`);
    // The message, the look for a file, the address of one: each is done, and never answered.
    slack.troubleNext({ kind: "done_unanswered" });
    await send();
    for (const method of ["conversations.replies", "files.getUploadURLExternal", "files.completeUploadExternal"]) {
      slack.troubleAt(method, { kind: "done_unanswered" });
      await send();
    }
    await send();
    await send();
    expect(slack.messages()).toHaveLength(1);
    const [message] = slack.messages();
    expect(slack.files()).toMatchObject([
      { name: "arguments-1.txt", channel: message?.channel, threadTs: message?.ts },
    ]);
    expect(slack.files()[0]?.content).toContain("long.⟨U+202E⟩@acme.io");
    await approve(approval);
    await send();
    expect(slack.files()).toHaveLength(1);
    expect(slack.messages()[0]?.text).toContain("was approved");
  });

  it("what reminds is a reply to the first message, or stands by itself where that was deleted", async () => {
    const approval = await asked("reminded@acme.io");
    await send();
    const remind = async (step: number) => {
      await planDeliveries({ db: platform.system, mostAnnounced: 100 }, approval, { kind: "reminded", step });
      slack.troubleNext({ kind: "done_unanswered" });
      await send();
      await send();
    };
    await remind(1);
    const [first] = slack.messages();
    expect(slack.messages()).toMatchObject([{ threadTs: null }, { threadTs: first?.ts, channel: first?.channel }]);
    expect(slack.messages()[1]?.text).toContain("Still waiting");
    slack.remove(first?.ts ?? "");
    await remind(2);
    expect(slack.messages()).toMatchObject([{ threadTs: first?.ts }, { threadTs: null }]);
    await approve(approval);
    await send();
    expect(slack.messages().map(({ text }) => text)).toEqual(
      Array.from({ length: 2 }, () => "Outreach: demo.send_email was approved"),
    );
  });

  it("waits as long as Slack asks for", async () => {
    const approval = await asked("later@acme.io");
    slack.troubleNext({ kind: "status", status: 429, retryAfterS: 1_800 });
    await send();
    const [waiting] = await told(approval);
    expect((waiting?.nextTryAtMs ?? 0) - Date.now()).toBeGreaterThan(1_500_000);
  });

  it.each<[string, string, () => Promise<void>, string]>([
    ["a channel that isn't there", "slack:#gone", () => send(), "Slack says channel_not_found"],
    ["a token that was revoked", "slack:#general", () => send("xoxb-revoked"), "Slack says invalid_auth"],
    ["no Slack connected", "slack:#general", () => send(null), "Slack is not connected"],
    ["a person", "slack:@ana", () => send(), "only channels of Slack can be told"],
  ])("parks the message and says why: %s", async (name, target, deliver, problem) => {
    const approval = await asked(name, target);
    await deliver();
    expect(await told(approval)).toMatchObject([{ state: "parked", problem }]);
    expect(slack.messages()).toEqual([]);
    expect(problems.join()).not.toContain("xoxb");
  });
});
