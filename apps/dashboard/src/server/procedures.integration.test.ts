import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Role } from "@countersign/core";
import { volume } from "@countersign/testkit";
import { issueManagementToken } from "@countersign/usecases";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { tokenActor } from "./auth/token-actor.ts";
import { peopleDeps } from "./deps.ts";
import { handleManagementApi, MANAGEMENT_API } from "./management-api/handle.ts";
import { appRouter } from "./router.ts";
import { expectOneDecisionEach, race, warmUp } from "./testing/decision-race.ts";
import { openFourChannels } from "./testing/four-channels.ts";
import { refusalOf } from "./testing/refusal-of.ts";
import { askApproval } from "./testing/test-approval.ts";
import {
  makeOrganization,
  openDashboard,
  type TestDashboard,
  type TestOrganization,
} from "./testing/test-organization.ts";

const POLICY =
  "version: 1\nrules:\n  - { id: mail, agents: [outreach], operations: [demo.send_email], effect: allow }\n";
const START_MS = 60_000;
/** Each is fifty votes through everything between a person and the row: about half a second on two cores. */
const ROUNDS = volume({ ci: 200, soak: 1_000 });

describe("the dashboard's procedures", () => {
  let dashboard: TestDashboard;
  let acme: TestOrganization;
  let globex: TestOrganization;

  beforeAll(async () => {
    // As it runs in use: outside production the adapter writes the whole OpenAPI document anew for every request.
    vi.stubEnv("NODE_ENV", "production");
    dashboard = await openDashboard();
    acme = await makeOrganization(dashboard, "acme");
    globex = await makeOrganization(dashboard, "globex");
  }, START_MS);
  afterAll(async () => {
    vi.unstubAllEnvs();
    await dashboard?.close();
  });

  it("an agent is made, keyed and stopped, and nobody of another organization can do that to it", async () => {
    const owner = acme.as("owner");
    const made = await owner.agents.create({ organization: "acme", name: "scout", title: "Scout", tags: ["sales"] });
    const again = owner.agents.create({ organization: "acme", name: "scout", title: "Scout" });
    expect(await refusalOf(again)).toMatchObject({ status: 400 });
    const issued = await owner.keys.issue({ organization: "acme", agentId: made.id, title: "laptop" });
    const pulled = await owner.kills.pull({
      organization: "acme",
      targetKind: "agent",
      targetId: made.id,
      reason: "It mails too much.",
    });
    expect(issued.key).toMatch(/^csk_/);

    const stranger = globex.as("owner");
    for (const tried of [
      () => stranger.keys.issue({ organization: "globex", agentId: made.id }),
      () => stranger.keys.revoke({ organization: "globex", id: issued.id }),
      () => stranger.kills.lift({ organization: "globex", id: pulled.id }),
      () => stranger.kills.pull({ organization: "globex", targetKind: "agent", targetId: made.id, reason: "no" }),
    ]) {
      expect(await refusalOf(tried())).toMatchObject({ code: "request.target.unknown" });
    }

    const shown = async () => {
      const { agents } = await owner.agents.list({ organization: "acme" });
      return agents.find((agent) => agent.id === made.id);
    };
    expect(await shown()).toMatchObject({
      tags: ["sales"],
      kill: { id: pulled.id, reason: "It mails too much." },
      keys: [{ id: issued.id, title: "laptop", revokedAt: null }],
    });
    expect(JSON.stringify(await shown())).not.toContain(issued.key);
    await owner.kills.lift({ organization: "acme", id: pulled.id });
    expect(await shown()).toMatchObject({ kill: null });
  });

  it("a refused pull or revocation that names a stopped agent by mistake leaves it stopped", async () => {
    const owner = acme.as("owner");
    const { id } = await owner.agents.create({ organization: "acme", name: "stopped", title: "Stopped" });
    await owner.kills.pull({ organization: "acme", targetKind: "agent", targetId: id, reason: "odd calls" });
    const wrongKind = owner.kills.pull({ organization: "acme", targetKind: "instance", targetId: id, reason: "x" });
    expect(await refusalOf(wrongKind)).toMatchObject({ code: "request.target.unknown" });
    expect(await refusalOf(owner.keys.revoke({ organization: "acme", id }))).toMatchObject({ status: 404 });
    const state = await dashboard.services.admission.organizationState({ org: acme.id, shard: 0 });
    expect(state).toMatchObject({ kills: [id] });
  });

  it("an approval of another organization can't be read or decided by its id", async () => {
    const id = await askApproval(dashboard, acme, { to: "wall@partner.org" });
    const stranger = globex.as("owner");
    expect(await refusalOf(stranger.approvals.get({ organization: "globex", id }))).toMatchObject({ status: 404 });
    expect(await refusalOf(stranger.approvals.approve({ organization: "globex", id }))).toMatchObject({ status: 404 });
    expect(await acme.as("owner").approvals.get({ organization: "acme", id })).toMatchObject({ state: "pending" });
  });

  it("an approval shows its arguments in the schema's order and who may decide", async () => {
    const id = await askApproval(dashboard, acme, { to: "ann@partner.org" });
    const shown = await acme.as("owner").approvals.get({ organization: "acme", id });
    expect(shown).toMatchObject({
      canDecide: true,
      operationTitle: "Send an e-mail",
      unreachedChannels: ["slack:#agent-approvals"],
    });
    expect(shown.fields.map((field) => [field.name, field.isPresent])).toEqual([
      ["to", true],
      ["cc", false],
      ["subject", true],
      ["body", true],
    ]);
    expect(shown.requirements[0]?.by.sort()).toEqual(["admin of acme", "owner of acme"]);
  });

  it("an approval is held against what was asked before, as far as its reader may see that", async () => {
    const fresh = await makeOrganization(dashboard, "hooli");
    const ask = (to: string, by?: readonly string[]) => askApproval(dashboard, fresh, { to, ...(by && { by }) });
    const [ran, denied, others] = [
      await ask("ran@x.test"),
      await ask("no@x.test"),
      await ask("x@x.test", ["role:owner"]),
    ];
    const [waits, shown] = [await ask("waits@x.test"), await ask("shown@x.test")];
    const later = await ask("later@x.test");
    const { approvals } = fresh.as("admin");
    await approvals.approve({ organization: "hooli", id: ran });
    for (const id of [denied, later]) await approvals.deny({ organization: "hooli", id, reason: "no" });
    await fresh.as("owner").approvals.deny({ organization: "hooli", id: others, reason: "no" });
    await dashboard.worker.tenant(
      fresh.id,
      ({ tx }) => tx.$executeRaw`UPDATE approvals SET state = 'executed', "endedAt" = now() WHERE id = ${ran}`,
    );
    const similar = await approvals.similar({ organization: "hooli", id: shown });
    expect(similar.previous).toMatchObject({ id: ran, argumentsText: expect.stringContaining("ran@x.test") });
    expect(similar.history.map(({ id }) => id)).toEqual([others, denied, ran]);
    const own = await fresh.as("owner").me.issueToken({ organization: "hooli", title: "x" });
    const holder = await tokenActor(dashboard.services, `Bearer ${own.token}`);
    const token = appRouter.createCaller({ services: dashboard.services, actor: holder, requestId: randomUUID() });
    expect((await token.approvals.similar({ id: shown })).history.map(({ id }) => id)).toEqual([others, denied, ran]);
    expect(await refusalOf(fresh.as("approver").approvals.similar({ organization: "hooli", id: shown }))).toMatchObject(
      {
        code: "request.target.unknown",
      },
    );
    const reader = await ask("reader@x.test", ["role:approver"]);
    expect(await fresh.as("approver").approvals.similar({ organization: "hooli", id: reader })).toEqual({
      previous: null,
      history: [],
    });
    expect((await approvals.similar({ organization: "hooli", id: waits })).history.map(({ id }) => id)).not.toContain(
      later,
    );
  });

  it("a member whom the rule doesn't name can't decide, whatever the role", async () => {
    const id = await askApproval(dashboard, acme, { to: "dev@partner.org" });
    expect(await refusalOf(acme.as("developer").approvals.approve({ organization: "acme", id }))).toMatchObject({
      code: "approval.vote.forbidden",
    });
  });

  it("an approver sees only the approvals that name them", async () => {
    const named = await askApproval(dashboard, acme, { to: "cy@partner.org", by: [acme.people.approver.email] });
    const other = await askApproval(dashboard, acme, { to: "else@partner.org" });
    const approver = acme.as("approver");
    const { approvals } = await approver.approvals.list({ organization: "acme" });
    expect(approvals.map((approval) => approval.id)).toEqual([named]);
    expect(await refusalOf(approver.approvals.get({ organization: "acme", id: other }))).toMatchObject({ status: 404 });
    expect(await approver.approvals.countWaiting({ organization: "acme" })).toEqual({ count: 1 });
    const mine = async (role: "owner" | "approver") =>
      (await acme.as(role).approvals.list({ organization: "acme", mine: true })).approvals.map((each) => each.id);
    expect(await mine("approver")).toEqual([named]);
    expect(await mine("owner")).toContain(other);
    expect(await mine("owner")).not.toContain(named);
  });

  it("connections show their operations, and only the organization's own", async () => {
    const { connections } = await acme.as("auditor").connections.list({ organization: "acme" });
    const others = (await globex.as("owner").connections.list({ organization: "globex" })).connections;
    expect(connections).toMatchObject([
      { name: "demo", disconnectedAt: null, health: "ready", secret: null, kill: null, operations: { active: 1 } },
    ]);
    const { operations } = await acme
      .as("auditor")
      .connections.get({ organization: "acme", connectionId: acme.connectionId });
    expect(operations).toMatchObject([
      { name: "send_email", title: "Send an e-mail", state: "active", candidate: null },
    ]);
    const ids = [...connections, ...operations].map(({ id }) => id);
    expect(ids.filter((id) => JSON.stringify(others).includes(id))).toEqual([]);
  });

  it("a denial is final and carries its reason", async () => {
    const id = await askApproval(dashboard, acme, { to: "no@partner.org" });
    const denied = await acme.as("admin").approvals.deny({ organization: "acme", id, reason: "Call her instead." });
    expect(denied).toMatchObject({ state: "denied", reason: "Call her instead.", canDecide: false });
    expect(await refusalOf(acme.as("owner").approvals.approve({ organization: "acme", id }))).toMatchObject({
      code: "approval.state.final",
      status: 409,
    });
  });

  it("a notification decides for the revision it showed and the person it told, and nobody else", async () => {
    const organization = "acme";
    const id = await askApproval(dashboard, acme, { to: "told@partner.org" });
    const owner = acme.as("owner");
    const vote = { organization, id, notifiedUserId: acme.people.owner.userId };
    expect(await refusalOf(acme.as("admin").approvals.approve(vote))).toMatchObject({
      code: "auth.credential.missing",
    });
    expect(await refusalOf(acme.as("admin").approvals.deny(vote))).toMatchObject({ code: "auth.credential.missing" });
    expect(await refusalOf(owner.approvals.approve({ ...vote, revision: 2 }))).toMatchObject({
      code: "approval.revision.changed",
    });
    expect(await refusalOf(owner.approvals.deny({ organization, id }))).toMatchObject({
      problems: [{ path: "reason", message: "Write a reason: the agent is told it." }],
    });
    expect(await owner.approvals.deny(vote)).toMatchObject({
      state: "denied",
      votes: [{ decision: "deny", reason: null, channel: "push" }],
    });
    expect(await refusalOf(owner.approvals.approve(vote))).toMatchObject({ code: "approval.state.final" });
  });

  it("a browser that signed up anew is told where it is now, by its own person alone", async () => {
    const organization = "acme";
    const keys = { p256dh: `B${"A".repeat(86)}`, auth: "A".repeat(22) };
    const at = (name: string) => `http://127.0.0.1/push/${name}`;
    const [owner, admin] = [acme.as("owner"), acme.as("admin")];
    const { id } = await owner.push.subscribe({ organization, endpoint: at("old"), ...keys });
    await owner.push.letDecide({ organization, id, decides: true });
    const move = { from: at("old"), to: { endpoint: at("new"), ...keys } };
    const isNew = async () => (await owner.push.devices({ organization, endpoint: at("new") })).devices;
    await admin.push.move(move);
    expect(await isNew()).toMatchObject([{ id, isThis: false }]);
    await owner.push.move(move);
    expect(await isNew()).toMatchObject([{ id, isThis: true, decides: true }]);
    await admin.push.subscribe({ organization, endpoint: at("new"), ...keys });
    expect((await admin.push.devices({ organization, endpoint: at("new") })).devices).toMatchObject([
      { isThis: true, decides: false },
    ]);
    expect(await isNew()).toEqual([]);
  });

  it("a decision is heard live at once, as an id and a state", async () => {
    const id = await askApproval(dashboard, acme, { to: "live@partner.org" });
    const changes = await acme.as("owner").live.changes({ organization: "acme" });
    const iterator = changes[Symbol.asyncIterator]();
    let hasHeard = false;
    const first = iterator.next().then(() => {
      hasHeard = true;
    });
    // The subscription stands once Redis said so; until then the decision would go unheard.
    const place = { org: acme.id, shard: 0 };
    await expect
      .poll(async () => {
        await dashboard.services.admission.publishLive(place, '{"type":"version","version":"1"}');
        return hasHeard;
      })
      .toBe(true);
    await first;
    await acme.as("owner").approvals.approve({ organization: "acme", id });
    await expect.poll(async () => (await iterator.next()).value).toEqual({ type: "approval", id, state: "approved" });
    await iterator.return?.(undefined);
  });

  it("a policy is validated, published once and refused when made from an old version", async () => {
    const owner = acme.as("owner");
    const bad = await owner.policy.validate({ organization: "acme", source: POLICY.replace("outreach", "nobody") });
    expect(bad).toMatchObject({ isPublishable: false, problems: [{ line: 3 }] });
    const publish = { organization: "acme", source: POLICY, message: "first", baseVersion: 0 };
    expect(await owner.policy.publish(publish)).toMatchObject({ version: 1 });
    expect(await refusalOf(owner.policy.publish(publish))).toMatchObject({ code: "policy.version.conflict" });
    expect(await owner.policy.get({ organization: "acme" })).toMatchObject({
      version: 1,
      source: POLICY,
      message: "first",
    });
  });

  it("a management token acts in its own organization only, and can't vote", async () => {
    const deps = peopleDeps(dashboard.services);
    const actor = { kind: "system", id: null, name: "test" } as const;
    const { text } = await issueManagementToken(deps, { organizationId: acme.id, actor, title: "ci", role: "admin" });
    const holder = await tokenActor(dashboard.services, `Bearer ${text.reveal()}`);
    const token = appRouter.createCaller({ services: dashboard.services, actor: holder, requestId: randomUUID() });
    expect((await token.agents.list({})).agents[0]?.name).toBe("outreach");
    expect(await refusalOf(token.agents.list({ organization: "globex" }))).toMatchObject({ status: 404 });
    const id = await askApproval(dashboard, acme, { to: "token@partner.org" });
    expect(await refusalOf(token.approvals.approve({ id }))).toMatchObject({ code: "approval.vote.forbidden" });
    expect(await tokenActor(dashboard.services, `Bearer ${text.reveal().slice(0, -1)}0`)).toBeNull();
  });

  describe("a person's own token", () => {
    const issue = (role: Role, decides: boolean, organization = "acme") =>
      acme.as(role).me.issueToken({ organization, title: `${role}'s laptop`, decides });
    const api = (token: string, path: string, body?: object) =>
      handleManagementApi(
        dashboard.services,
        new Request(`http://127.0.0.1${MANAGEMENT_API}${path}`, {
          method: body ? "POST" : "GET",
          headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
          ...(body && { body: JSON.stringify(body) }),
        }),
      );
    const coded = async (answered: Promise<Response>) => {
      const { status, ...response } = await answered.then(async (one) => ({
        status: one.status,
        body: await one.json(),
      }));
      return { status, code: response.body.code ?? null };
    };

    it("decides in the person's name if they let it, and the record names person, way and token", async () => {
      const { id: tokenId, token } = await issue("admin", true);
      const approvalId = await askApproval(dashboard, acme, { to: "token@acme.io" });
      const answered = await api(token, `/approvals/${approvalId}/approve`, { revision: 1, note: "checked by hand" });
      expect(await answered.json()).toMatchObject({
        state: "approved",
        votes: [{ userName: "admin of acme", channel: "api", reason: "checked by hand" }],
      });
      const acts = await dashboard.worker.system(
        ({ tx }) => tx.$queryRaw<{ record: unknown }[]>`
        SELECT record FROM audit_outbox WHERE record->>'approvalId' = ${approvalId}
          AND record->>'action' = 'approval.approved'`,
      );
      expect(acts).toMatchObject([
        {
          record: {
            actor: { kind: "user", id: acme.people.admin.userId },
            detail: { channel: "api", token: { id: tokenId, name: "admin's laptop" } },
          },
        },
      ]);
    });

    it("sees what asks its person and no more, and votes only if it was issued to", async () => {
      const { token } = await issue("admin", false);
      const own = await askApproval(dashboard, acme, { to: "reads@acme.io" });
      const other = await askApproval(dashboard, acme, { to: "other@acme.io", by: ["role:developer"] });
      expect(await (await api(token, `/approvals/${own}`)).json()).toMatchObject({ id: own, canDecide: false });
      expect(await coded(api(token, `/approvals/${other}`))).toEqual({ status: 404, code: "request.target.unknown" });
      for (const [path, body] of [
        ["approve", { revision: 1 }],
        ["deny", { reason: "no" }],
        ["edit", { revision: 1, arguments: { to: "x@acme.io" } }],
      ] as const) {
        const refused = await coded(api(token, `/approvals/${own}/${path}`, body));
        expect(refused).toEqual({ status: 403, code: "approval.vote.forbidden" });
      }
      expect(await coded(api(token, "/agents"))).toMatchObject({ status: 403, code: "auth.permission.missing" });
    });

    it("isn't made by a token, for a stranger's organization, or to decide by who may not", async () => {
      expect(await refusalOf(issue("admin", true, "globex"))).toEqual(await refusalOf(issue("admin", true, "nobody")));
      const auditor = await refusalOf(issue("auditor", true));
      expect(auditor).toMatchObject({ code: "request.body.invalid", problems: [{ path: "decides" }] });
      const past = acme.as("admin").me.issueToken({
        ...{ organization: "acme", title: "late", decides: true },
        expiresAt: "2001-01-01T00:00:00Z",
      });
      expect(await refusalOf(past)).toMatchObject({ problems: [{ path: "expiresAt" }] });
      expect(
        (await refusalOf(acme.as("admin").me.issueToken({ organization: "acme", title: " " })))?.problems,
      ).toMatchObject([{ path: "title" }]);
    });

    it("is listed and revoked by its person, and by nobody else's account", async () => {
      const { id, token } = await issue("approver", true);
      const { tokens } = await acme.as("approver").me.tokens();
      expect(tokens).toMatchObject([{ id, organization: "acme", personal: "decides", state: "active" }]);
      expect(JSON.stringify(tokens)).not.toContain(token.slice(-20));
      const stranger = acme.as("admin").me.revokeToken({ organization: "acme", id });
      expect(await refusalOf(stranger)).toMatchObject({ code: "request.target.unknown" });
      await acme.as("approver").me.revokeToken({ organization: "acme", id });
      expect(await coded(api(token, "/approvals"))).toMatchObject({ code: "auth.credential.invalid" });
    });

    it("stops with its person's right to decide", async () => {
      const fresh = await makeOrganization(dashboard, "initech");
      const { token } = await fresh
        .as("developer")
        .me.issueToken({ organization: "initech", title: "x", decides: true });
      expect((await api(token, "/approvals")).status).toBe(200);
      const { members } = await fresh.as("owner").members.list({ organization: "initech" });
      const id = members.find((member) => member.email === fresh.people.developer.email)?.id ?? "";
      await fresh.as("owner").members.changeRole({ organization: "initech", id, role: "auditor" });
      expect(await coded(api(token, "/approvals"))).toMatchObject({ code: "auth.credential.invalid" });
    });

    it("the command line signs in with one, shows what waits and decides it", async () => {
      const server = createServer(async (request, response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(Buffer.from(chunk));
        const answered = await handleManagementApi(
          dashboard.services,
          new Request(new URL(request.url ?? "/", "http://127.0.0.1"), {
            method: request.method ?? "GET",
            headers: request.headers as Record<string, string>,
            ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
          }),
        );
        response.writeHead(answered.status, { "content-type": "application/json" }).end(await answered.text());
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const home = mkdtempSync(join(tmpdir(), "countersign-cli-"));
      try {
        const { token } = await issue("owner", true);
        const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
        const run = (words: readonly string[], input = "") => runProgram(words, { input, home });
        expect(await run(["login", "--url", url, "--token", "-"], `${token}\n`)).toMatchObject({ code: 0 });
        const approvalId = await askApproval(dashboard, acme, { to: "cli@acme.io" });
        expect((await run(["approvals"])).output).toContain(`${approvalId}  pending`);
        const denied = await run(["deny", approvalId, "--reason", "wrong person"]);
        expect(denied).toMatchObject({ code: 0, output: `${approvalId}  denied  by owner of acme  wrong person\n` });
        const late = await run(["approve", approvalId]);
        expect(late).toMatchObject({ code: 1, errors: expect.stringContaining("denied by owner of acme") });
        const shown = await acme.as("owner").approvals.get({ organization: "acme", id: approvalId });
        expect(shown.votes).toMatchObject([{ userName: "owner of acme", channel: "cli" }]);
      } finally {
        rmSync(home, { recursive: true, force: true });
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    }, 60_000);
  });

  it(
    `P26: of fifty who decide in the same instant over four channels one counts and is named, ${ROUNDS} times over`,
    async () => {
      const races = await makeOrganization(dashboard, "races");
      await dashboard.worker.system(({ tx }) =>
        tx.operation.updateMany({ where: { organizationId: races.id }, data: { class: "write" } }),
      );
      const channels = await openFourChannels(dashboard, races);
      try {
        await warmUp(dashboard, races, channels);
        const ids: string[] = [];
        for (let round = 0; round < ROUNDS; round += 1) ids.push(await race(dashboard, races, { channels, round }));
        await expectOneDecisionEach(dashboard, races, ids);
      } finally {
        await channels.close();
      }
    },
    120_000 + ROUNDS * 6_000,
  );
});

const PROGRAM = fileURLToPath(new URL("../../../../packages/cli/bin/countersign.mjs", import.meta.url));

/** Runs the `countersign` command as people do. */
async function runProgram(
  words: readonly string[],
  { input, home }: { readonly input: string; readonly home: string },
): Promise<{ readonly code: number | null; readonly output: string; readonly errors: string }> {
  const { COUNTERSIGN_URL: _url, COUNTERSIGN_TOKEN: _token, ...env } = process.env;
  const child = spawn(process.execPath, [PROGRAM, ...words], { env: { ...env, XDG_CONFIG_HOME: home } });
  let [output, errors] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  return { code, output, errors };
}
