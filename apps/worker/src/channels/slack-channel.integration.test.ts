import { type FakeSlack, type FakeSlackTrouble, startFakeSlack } from "@countersign/testkit";
import {
  decideApproval,
  deliverDue,
  followWithDeliveries,
  planDeliveries,
  readApproval,
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

  /** Sends what is due, and what waits for its time too. */
  async function send(token: string | null = slack.token): Promise<void> {
    const channel = createSlackChannel({
      tokenOf: async () => (token === null ? null : new Secret(token)),
      dashboardUrl: "https://dash.test",
      apiUrl: slack.url,
    });
    await platform.system.system(
      ({ tx }) => tx.$executeRaw`UPDATE deliveries SET "dueAt" = now() WHERE state = 'waiting'`,
    );
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

  it("P36: while Slack is down it waits in the inbox, and its message comes once when Slack is back", async () => {
    const approval = await asked("down@acme.io");
    const hour: FakeSlackTrouble[] = [
      { kind: "hang_up" },
      { kind: "status", status: 503 },
      { kind: "status", status: 500 },
      { kind: "error", error: "service_unavailable" },
      { kind: "hang_up" },
      { kind: "status", status: 429, retryAfterS: 30 },
      { kind: "error", error: "internal_error" },
    ];
    for (const trouble of hour) {
      slack.troubleNext(trouble);
      await send();
      expect(await readApproval(platform, approval)).toMatchObject({ state: "pending" });
      expect((await told(approval)).map(({ state }) => state)).toEqual(["waiting"]);
    }
    expect(problems).toHaveLength(hour.length);
    expect(slack.messages()).toEqual([]);
    await send();
    await send();
    expect(slack.messages()).toHaveLength(1);
    expect(await told(approval)).toMatchObject([{ state: "sent", problem: null }]);
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
