import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { newId } from "@countersign/contracts";
import {
  askForSlackChannels,
  findSlackChannels,
  findSlackInstallation,
  insertSlackInstallation,
  setSlackMatching,
  setSlackUninstalled,
} from "@countersign/db/channels";
import { createLogger } from "@countersign/telemetry";
import { FAKE_SLACK_TEAM, type FakeSlack, startFakeSlack } from "@countersign/testkit";
import { followSlackLink, readApproval } from "@countersign/usecases";
import { Secret, seal, slackTokenBinding } from "@countersign/vault";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { startSlackChannels } from "../jobs/slack-channels.ts";
import { startSlackTokenEnds } from "../jobs/slack-token-ends.ts";
import { askPeople, makeOrganization, type Platform, startPlatform, type TestOrganization } from "../test-platform.ts";
import { createSlackRoute } from "./slack-app.ts";
import type { SlackDeps } from "./slack-person.ts";
import { startSlackSocket } from "./slack-socket.ts";
import { signatureOf } from "./verify-request.ts";

// Two cores may be busy with other suites.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const SIGNING = new Secret("8f742231b10e8888abcd99yyyzzz85a5");
const APP = "A0FAKE";
const ANA = "U0ANA";

interface Sent {
  readonly payload: Readonly<Record<string, unknown>>;
  readonly ageS?: number;
  readonly secret?: Secret;
  readonly signature?: string;
}

describe("what people do in Slack", () => {
  let platform: Platform;
  let organization: TestOrganization;
  let slack: FakeSlack;
  let masterKey: Secret;
  let deps: SlackDeps;
  let url: string;
  const people: Record<string, { email: string; teamId?: string; flags?: Record<string, boolean> }> = {};

  beforeAll(async () => {
    platform = await startPlatform();
    masterKey = new Secret(platform.environment["COUNTERSIGN_MASTER_KEY"] ?? "");
    const elsewhere = { name: "board", isPrivate: true, isMember: false };
    const invited = { name: "secret-approvals", isPrivate: true };
    slack = await startFakeSlack({
      channels: ["general", "open", elsewhere, invited, { name: "old", isArchived: true }],
      people,
    });
    const logger = createLogger({ name: "slack-test", level: "silent" });
    const { system: db, admission } = platform;
    const announce = async () => {};
    deps = { db, admission, masterKey, logger, announce, dashboardUrl: "https://dash.test", apiUrl: slack.url };
    const route = createSlackRoute(deps, SIGNING);
    const server = createServer((request, response) => {
      if (!route(request, response)) response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/interactions`;
    return () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    };
  });
  beforeEach(async () => {
    await platform.system.system(
      ({ tx }) => tx.$executeRaw`UPDATE slack_installations SET "uninstalledAt" = now() WHERE "uninstalledAt" IS NULL`,
    );
    organization = await makeOrganization(platform);
    await connect();
  });
  afterAll(async () => {
    await slack?.close();
    await platform?.close();
  });

  const connect = () =>
    within(async (scope) => {
      const id = newId("slackInstallation");
      const sealed = seal(masterKey, slackTokenBinding(scope.organizationId, id), slack.token);
      const workspace = {
        teamId: FAKE_SLACK_TEAM,
        teamName: "Acme",
        enterpriseId: null,
        appId: APP,
        botUserId: "UBOT",
      };
      await insertSlackInstallation(scope, { id, ...workspace, sealed, installedByName: "Ana" });
    });

  const within = <T>(work: Parameters<typeof platform.db.tenant<T>>[1]) =>
    platform.db.tenant(organization.place.org, work);

  async function ask(options: { readonly allowEdit?: boolean; readonly vary?: readonly string[] } = {}) {
    const { id: approvalId } = await askPeople(platform, organization, { to: `${newId("call")}@acme.io`, ...options });
    return { organizationId: organization.place.org, approvalId };
  }
  const stateOf = async (approval: Awaited<ReturnType<typeof ask>>) => (await readApproval(platform, approval))?.state;

  let presses = 0;
  function pressed(approvalId: string, action: string, change: Readonly<Record<string, unknown>> = {}) {
    presses += 1;
    return {
      type: "block_actions",
      api_app_id: APP,
      team: { id: FAKE_SLACK_TEAM },
      user: { id: ANA, team_id: FAKE_SLACK_TEAM },
      channel: { id: "C00000001" },
      trigger_id: `trigger-${presses}`,
      actions: [{ type: "button", action_id: action, block_id: "b", value: `${approvalId}.1` }],
      ...change,
    };
  }
  const submitted = (form: string, approvalId: string, values: object) => ({
    type: "view_submission",
    api_app_id: APP,
    team: { id: FAKE_SLACK_TEAM },
    user: { id: ANA, team_id: FAKE_SLACK_TEAM },
    view: { type: "modal", callback_id: form, private_metadata: `${approvalId}.1`, state: { values } },
  });

  async function send({ payload, ageS = 0, secret = SIGNING, signature }: Sent) {
    presses += 1;
    const body = Buffer.from(new URLSearchParams({ payload: JSON.stringify({ ...payload, presses }) }).toString());
    const timestamp = String(Math.floor(Date.now() / 1000) - ageS);
    const headers = {
      "content-type": "application/x-www-form-urlencoded",
      "x-slack-request-timestamp": timestamp,
      "x-slack-signature": signature ?? signatureOf(secret, timestamp, body),
    };
    const once = async () => {
      const response = await fetch(url, { method: "POST", headers, body });
      const text = await response.text();
      return { status: response.status, answer: text === "" ? null : JSON.parse(text) };
    };
    return { ...(await once()), again: once };
  }

  /** Links Ana's account by the link that she is shown when she presses a button unknown. */
  async function link(approvalId: string) {
    const shown = slack.ephemerals().length;
    expect(await send({ payload: pressed(approvalId, "approve") })).toMatchObject({ status: 200 });
    await vi.waitFor(() => expect(slack.ephemerals().length).toBe(shown + 1), 30_000);
    const token = slack.ephemerals().at(-1)?.text.split("/slack-link/")[1] ?? "";
    const follow = () =>
      followSlackLink(
        { db: platform.db, masterKey },
        {
          organizationId: organization.place.org,
          token,
          userId: organization.adminId,
          actor: { kind: "user", id: organization.adminId, name: "Ana" },
        },
      );
    expect(await follow()).toEqual({ ok: true, value: null });
    expect(await follow()).toMatchObject({ ok: false, refusal: { code: "auth.link.invalid" } });
  }

  it("P30: who isn't known changes nothing, links their account once, and decides then as on the web", async () => {
    const approval = await ask();
    await link(approval.approvalId);
    expect(await stateOf(approval)).toBe("pending");
    const press = await send({ payload: pressed(approval.approvalId, "approve") });
    expect(press.status).toBe(200);
    await vi.waitFor(async () => expect(await stateOf(approval)).toBe("approved"), 30_000);
    expect((await readApproval(platform, approval))?.votes).toMatchObject([{ userName: "Ana", channel: "slack" }]);
  });

  it("P30: forged, past, future and replayed requests, other apps, workspaces and strangers have no effect", async () => {
    const approval = await ask();
    const { approvalId } = approval;
    await link(approvalId);
    const approve = pressed(approvalId, "approve");
    expect(await send({ payload: approve, signature: `v0=${"0".repeat(64)}` })).toMatchObject({ status: 401 });
    expect(await send({ payload: approve, secret: new Secret("the secret of another app") })).toMatchObject({
      status: 401,
    });
    for (const ageS of [400, 3_600, -400, -3_600]) {
      expect(await send({ payload: approve, ageS })).toMatchObject({ status: 401 });
    }
    const elsewhere = { id: "T0OTHER" };
    const strangers = [
      { team: elsewhere },
      { api_app_id: "A0OTHER" },
      { user: { id: ANA, team_id: "T0OTHER" } },
      { user: { id: ANA } },
      { team: null, is_enterprise_install: true },
      { actions: [{ type: "button", action_id: "approve", block_id: "b", value: approvalId }] },
      { actions: [{ type: "button", action_id: "approve", block_id: "b", value: `${newId("approval")}.1` }] },
    ];
    const shown = slack.ephemerals().length;
    for (const change of strangers) await send({ payload: pressed(approvalId, "approve", change) });
    const denial = { reason: { reason: { type: "plain_text_input", value: "no" } } };
    for (const change of strangers.slice(0, 5)) {
      await send({ payload: { ...submitted("deny", approvalId, denial), ...change } });
    }
    // A genuine one that does nothing is handled after all of them.
    const other = await ask();
    const last = await send({ payload: pressed(other.approvalId, "approve") });
    await vi.waitFor(async () => expect(await stateOf(other)).toBe("approved"), 30_000);
    expect(await last.again()).toMatchObject({ status: 401 });
    expect(await stateOf(approval)).toBe("pending");
    expect(slack.ephemerals().length).toBe(shown);
  });

  it.each([
    ["who owns the agent", true],
    ["another account of who owns the agent", false],
  ])("P29: %s can't approve or deny from Slack either", async (_who, isOwner) => {
    const approval = await ask();
    await link(approval.approvalId);
    const { org: organizationId } = organization.place;
    await platform.system.system(async ({ tx }) => {
      const [olga, bo] = [newId("user"), newId("user")];
      for (const id of [olga, bo]) {
        await tx.user.create({ data: { id, email: `${id}@acme.test`, name: "Another" } });
        await tx.member.create({ data: { id: newId("member"), organizationId, userId: id, role: "admin" } });
      }
      // Olga and Ana are one person; Bo could decide, so separation is on.
      const one = { organizationId, userId: { in: [olga, organization.adminId] } };
      await tx.member.updateMany({ where: one, data: { personKey: olga } });
      const owner = { organizationId, userId: isOwner ? organization.adminId : olga };
      const { id: ownerMemberId } = await tx.member.findFirstOrThrow({ where: owner });
      await tx.agent.update({ where: { id: organization.agentId }, data: { ownerMemberId } });
    });
    const shown = slack.ephemerals().length;
    await send({ payload: pressed(approval.approvalId, "approve") });
    await vi.waitFor(() => expect(slack.ephemerals().length).toBe(shown + 1), 30_000);
    expect(slack.ephemerals().at(-1)?.text).toContain("Separation of duties keeps you out");
    const reason = { reason: { reason: { type: "plain_text_input", value: "no" } } };
    const { answer } = await send({ payload: submitted("deny", approval.approvalId, reason) });
    expect(answer).toMatchObject({ errors: { reason: expect.stringContaining("Separation of duties") } });
    expect(await readApproval(platform, approval)).toMatchObject({ state: "pending", votes: [] });
  });

  it("a denial asks for its reason, and the agent gets it", async () => {
    const approval = await ask();
    const { approvalId } = approval;
    await link(approvalId);
    const opened = slack.views().length;
    await send({ payload: pressed(approvalId, "deny") });
    await vi.waitFor(() => expect(slack.views().length).toBe(opened + 1), 30_000);
    expect(slack.views().at(-1)?.view).toMatchObject({ callback_id: "deny", private_metadata: `${approvalId}.1` });
    const field = (value: string) => ({ reason: { reason: { type: "plain_text_input", value } } });
    const empty = await send({ payload: submitted("deny", approvalId, field("  ")) });
    expect(empty.answer).toMatchObject({ response_action: "errors", errors: { reason: expect.any(String) } });
    expect(await stateOf(approval)).toBe("pending");
    expect(await send({ payload: submitted("deny", approvalId, field("Call her.")) })).toMatchObject({ status: 200 });
    expect(await readApproval(platform, approval)).toMatchObject({ state: "denied", reason: "Call her." });
    const late = await send({ payload: submitted("deny", approvalId, field("Twice.")) });
    expect(late.status).toBe(200);
    expect(await readApproval(platform, approval)).toMatchObject({ state: "denied", reason: "Call her." });
  });

  it("a form to change the call is opened only where the rules allow it; what it can't do stands at the field", async () => {
    const fixed = await ask();
    await link(fixed.approvalId);
    const shown = slack.ephemerals().length;
    await send({ payload: pressed(fixed.approvalId, "change") });
    await vi.waitFor(() => expect(slack.ephemerals().length).toBe(shown + 1), 30_000);
    const free = await ask({ allowEdit: true });
    const opened = slack.views().length;
    await send({ payload: pressed(free.approvalId, "change") });
    await vi.waitFor(() => expect(slack.views().length).toBe(opened + 1), 30_000);
    expect(slack.views().at(-1)?.view).toMatchObject({
      callback_id: "change",
      blocks: [{ block_id: "argument-0", label: { text: "to" } }],
    });
    const same = (await readApproval(platform, free))?.summary.slice("to: ".length) ?? "";
    const to = (value: string) => ({ "argument-0": { value: { type: "plain_text_input", value } } });
    for (const value of [same, "else@acme.io"]) {
      const { answer } = await send({ payload: submitted("change", free.approvalId, to(value)) });
      expect(answer).toMatchObject({ response_action: "errors", errors: { "argument-0": expect.any(String) } });
    }
    expect(await readApproval(platform, free)).toMatchObject({ state: "pending", revision: 1 });
  });

  it("an approval for an hour says what may differ, and is granted as often and long as was chosen", async () => {
    const fixed = await ask();
    await link(fixed.approvalId);
    const shown = slack.ephemerals().length;
    await send({ payload: pressed(fixed.approvalId, "grant") });
    await vi.waitFor(() => expect(slack.ephemerals().length).toBe(shown + 1), 30_000);
    const asked = await ask({ vary: ["subject"] });
    const opened = slack.views().length;
    await send({ payload: pressed(asked.approvalId, "grant") });
    await vi.waitFor(() => expect(slack.views().length).toBe(opened + 1), 30_000);
    expect(JSON.stringify(slack.views().at(-1)?.view)).toContain("subject");
    const chosen = (calls: string) => ({
      calls: { value: { type: "static_select", selected_option: { value: calls } } },
      minutes: { value: { type: "static_select", selected_option: { value: "60" } } },
    });
    for (const calls of ["0", "1001", "many"]) {
      const { answer } = await send({ payload: submitted("grant", asked.approvalId, chosen(calls)) });
      expect(answer).toMatchObject({ response_action: "errors", errors: { calls: expect.any(String) } });
    }
    expect((await send({ payload: submitted("grant", fixed.approvalId, chosen("5")) })).answer).toMatchObject({
      errors: { calls: expect.any(String) },
    });
    expect(await stateOf(asked)).toBe("pending");
    expect((await send({ payload: submitted("grant", asked.approvalId, chosen("5")) })).answer).toBeNull();
    expect(await stateOf(asked)).toBe("approved");
    const grants = await within(({ tx }) => tx.grant.findMany({ where: { approvalId: asked.approvalId } }));
    expect(grants).toMatchObject([{ calls: 5, vary: ["subject"] }]);
  });

  it("P30: an e-mail address makes a member only where it is wanted, of full members of the workspace, at each press", async () => {
    const user = await platform.system.system(({ tx }) =>
      tx.user.findUniqueOrThrow({ where: { id: organization.adminId } }),
    );
    const press = async (id: string, approvalId: string) => {
      const shown = slack.ephemerals().length;
      await send({ payload: pressed(approvalId, "approve", { user: { id, team_id: FAKE_SLACK_TEAM } }) });
      await vi.waitFor(async () => {
        const decided = (await readApproval(platform, { organizationId: organization.place.org, approvalId }))?.state;
        expect(decided === "approved" || slack.ephemerals().length > shown).toBe(true);
      }, 30_000);
    };
    const asked = await ask();
    people["U0FULL"] = { email: user.email.toUpperCase() };
    await press("U0FULL", asked.approvalId);
    expect(await stateOf(asked)).toBe("pending");
    const installation = await within(findSlackInstallation);
    await within((scope) => setSlackMatching(scope, installation?.id ?? "", true));
    for (const flag of ["deleted", "is_bot", "is_restricted", "is_ultra_restricted", "is_stranger"]) {
      people[`U0${flag}`] = { email: user.email, flags: { [flag]: true } };
      await press(`U0${flag}`, asked.approvalId);
    }
    people["U0AWAY"] = { email: user.email, teamId: "T0OTHER" };
    await press("U0AWAY", asked.approvalId);
    people["U0ELSE"] = { email: "else@acme.test" };
    await press("U0ELSE", asked.approvalId);
    expect(await stateOf(asked)).toBe("pending");
    await press("U0FULL", asked.approvalId);
    expect(await stateOf(asked)).toBe("approved");
  });

  it("P30: by Socket Mode the same is decided, also after the connection was lost while Slack isn't there", async () => {
    const appToken = "xapp-1-fake";
    const other = await startFakeSlack({
      channels: ["general"],
      app: { clientId: "c", clientSecret: "s", appId: APP, appToken },
    });
    const loop = startSlackSocket({ ...deps, apiUrl: other.url }, new Secret(appToken));
    const message = ({ approvalId }: { readonly approvalId: string }) => {
      const button = (action_id: string) => ({ type: "button", action_id, value: `${approvalId}.1` });
      const blocks = [{ type: "actions", elements: [button("approve"), button("deny")] }];
      return { channel: "C00000001", ts: "1.1", text: "", blocks, metadata: null, threadTs: null, changes: 0 };
    };
    try {
      const [first, second, third] = [await ask(), await ask(), await ask()];
      await other.press("U0NOBODY", message(first), "approve");
      await vi.waitFor(() => expect(other.ephemerals()).toHaveLength(1), 30_000);
      expect(await stateOf(first)).toBe("pending");
      await link(first.approvalId);
      await other.press(ANA, message(first), "approve");
      await vi.waitFor(async () => expect(await stateOf(first)).toBe("approved"), 30_000);

      await other.press(ANA, message(second), "deny");
      await vi.waitFor(() => expect(other.views()).toHaveLength(1), 30_000);
      const form = other.views()[0]?.view ?? {};
      expect(await other.submit(ANA, form, { Reason: " " })).toMatchObject({ errors: { reason: expect.any(String) } });
      expect(await other.submit(ANA, form, { Reason: "Call her." })).toEqual({});
      expect(await readApproval(platform, second)).toMatchObject({ state: "denied", reason: "Call her." });

      other.troubleNext({ kind: "hang_up" }, { kind: "status", status: 503 });
      other.socket.refresh();
      await vi.waitFor(() => expect(other.socket.connections()).toBe(2), 30_000);
      await other.press(ANA, message(third), "approve");
      await vi.waitFor(async () => expect(await stateOf(third)).toBe("approved"), 30_000);
      expect(loop.isHealthy()).toBe(true);
    } finally {
      await loop.stop();
      await other.close();
    }
  });

  async function happens(event: Readonly<Record<string, unknown>>) {
    presses += 1;
    const body = JSON.stringify({
      type: "event_callback",
      api_app_id: APP,
      team_id: FAKE_SLACK_TEAM,
      event_id: `Ev${presses}`,
      event,
    });
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signature = signatureOf(SIGNING, timestamp, Buffer.from(body));
    const headers = {
      "content-type": "application/json",
      "x-slack-request-timestamp": timestamp,
      "x-slack-signature": signature,
    };
    const response = await fetch(url.replace("interactions", "events"), { method: "POST", headers, body });
    expect(response.status).toBe(200);
  }

  it("the app's home shows what waits for whoever opens it, to nobody else", async () => {
    const approval = await ask();
    await happens({ type: "app_home_opened", user: ANA, tab: "home" });
    await vi.waitFor(() => expect(JSON.stringify(slack.homes().get(ANA))).toContain("Nothing waits"), 30_000);
    await link(approval.approvalId);
    await happens({ type: "app_home_opened", user: ANA, tab: "home" });
    await vi.waitFor(
      () => expect(JSON.stringify(slack.homes().get(ANA))).toContain(`/approvals/${approval.approvalId}`),
      30_000,
    );
  });

  it("the channels that can be posted to are read page by page; while Slack is busy what was read stays", async () => {
    const loop = startSlackChannels(deps);
    try {
      await vi.waitFor(async () => expect((await within(findSlackChannels))?.readAt).toBeTruthy(), 30_000);
      const read = await within(findSlackChannels);
      expect(read).toMatchObject({ names: ["general", "open"], privateNames: ["secret-approvals"], problem: null });
      slack.troubleNext({ kind: "status", status: 429, retryAfterS: 600 });
      await within(askForSlackChannels);
      await vi.waitFor(async () => expect((await within(findSlackChannels))?.problem).not.toBeNull(), 30_000);
      const kept = await within(findSlackChannels);
      expect(kept).toMatchObject({ names: ["general", "open"], readAt: read?.readAt });
      expect((kept?.dueAt.getTime() ?? 0) - Date.now()).toBeGreaterThan(400_000);
    } finally {
      await loop.stop();
    }
  });

  it("a workspace is disconnected by who removes the app there or takes the bot's token back", async () => {
    await happens({ type: "tokens_revoked", tokens: { oauth: ["U1"], bot: ["U0ELSE"] } });
    await happens({ type: "tokens_revoked", tokens: { oauth: [], bot: ["UBOT"] } });
    await vi.waitFor(async () => expect(await within(findSlackInstallation)).toBeNull(), 30_000);
  });

  it("a disconnected workspace's token is taken back once Slack can be reached, unless another organization needs it", async () => {
    const other = await startFakeSlack({ channels: ["general"] });
    const first = organization;
    const disconnect = (from: TestOrganization) =>
      platform.db.tenant(from.place.org, async (scope) => {
        const installation = await findSlackInstallation(scope);
        await setSlackUninstalled(scope, installation?.id ?? "");
      });
    const tokenOf = (of: TestOrganization) =>
      platform.db.tenant(of.place.org, async ({ tx }) => (await tx.slackInstallation.findFirstOrThrow()).sealed);
    await platform.system.system(
      ({ tx }) => tx.$executeRaw`UPDATE slack_installations SET "tokenEndedAt" = now()
      WHERE "uninstalledAt" IS NOT NULL`,
    );
    organization = await makeOrganization(platform);
    await connect();
    other.troubleNext({ kind: "hang_up" });
    const loop = startSlackTokenEnds({ ...deps, apiUrl: other.url });
    try {
      await disconnect(first);
      await vi.waitFor(async () => expect(await tokenOf(first)).toBe(""), 30_000);
      expect(other.calls()).toEqual([]);
      await disconnect(organization);
      await vi.waitFor(async () => expect(await tokenOf(organization)).toBe(""), 30_000);
      expect(other.calls()).toEqual(["auth.revoke", "auth.revoke"]);
    } finally {
      await loop.stop();
      await other.close();
    }
  });

  it("nothing of a workspace counts that was disconnected", async () => {
    const approval = await ask();
    await link(approval.approvalId);
    const installation = await within(findSlackInstallation);
    await within((scope) => setSlackUninstalled(scope, installation?.id ?? ""));
    const field = { reason: { reason: { type: "plain_text_input", value: "no" } } };
    const { answer } = await send({ payload: submitted("deny", approval.approvalId, field) });
    expect(answer).toMatchObject({ errors: { reason: expect.any(String) } });
    expect(await stateOf(approval)).toBe("pending");
  });
});
