import { newId } from "@countersign/contracts";
import { type FixtureMcpServer, startFixtureMcpServer } from "@countersign/testkit";
import { readApproval, suspendOrganization } from "@countersign/usecases";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Agent, type Answer, TAKES_TASKS, ticketOf } from "./testing/agent.ts";
import { makeOrganization, type TestOrganization } from "./testing/organization.ts";
import { type Platform, startPlatform, type TestGateway } from "./testing/platform.ts";

const ASK = "effect: require_approval, approval: { by: [role:owner], expires: 30m }";
const OTHERS = `
  - { id: structure, agents: [scout], operations: [fixture.structured], ${ASK} }
  - { id: hasty, agents: [scout], operations: [fixture.fail], effect: require_approval, approval: { by: [role:owner], expires: 2s } }
  - id: hasty-but-kind
    agents: [scout]
    operations: [fixture.echo]
    effect: require_approval
    approval: { by: [role:owner], expires: 2s, on_expire: { respond: { text: Not sent; nobody approved it in time. } } }
  - { id: unattended, agents: [scout], operations: [fixture.slow], effect: require_approval, approval: { by: [role:owner], expires: 30m, run: on_approval }, limits: [{ calls: 1, per: day }] }
  - { id: scarce, agents: [scout], operations: [fixture.add], ${ASK}, limits: [{ calls: 1, per: day }] }
`;
const policyOf = (count: string) => `
version: 1
rules:
  - ${count}
${OTHERS}`;
const POLICY = policyOf(`{ id: ask, agents: [scout, other], operations: [fixture.count], ${ASK} }`);
const TICKET_AFTER_MS = 250;
const SOON = { timeout: 30_000, interval: 50 };

/** A call that is kept waiting: it waits from its first sign of life on. */
interface Held {
  readonly answer: Promise<Answer>;
  readonly waits: Promise<void>;
}

describe("a call that needs a person", () => {
  let platform: Platform;
  let patient: TestGateway;
  let quick: TestGateway;
  let fixture: FixtureMcpServer;
  let organization: TestOrganization;
  let agent: Agent;

  beforeAll(async () => {
    platform = await startPlatform();
    fixture = await startFixtureMcpServer();
    patient = await platform.startGateway({ COUNTERSIGN_TICKET_AFTER_MS: "120000" });
    quick = await platform.startGateway({ COUNTERSIGN_TICKET_AFTER_MS: String(TICKET_AFTER_MS) });
    await platform.startWorker();
  });
  beforeEach(async () => {
    organization = await makeOrganization(platform, {
      connections: { fixture },
      agents: { scout: ["scout-7"], other: [] },
      policy: POLICY,
    });
    agent = new Agent(quick.url, organization.agent().key.text);
  });
  afterAll(async () => {
    await platform?.close();
    await fixture?.close();
  });

  const runs = (tool = "count"): number => fixture.calls().byTool[tool] ?? 0;

  function hold(begin: (onEvent: () => void) => Promise<Answer>): Held {
    let answer: Promise<Answer> | null = null;
    const waits = new Promise<void>((resolve) => {
      answer = begin(resolve);
    });
    if (!answer) throw new Error("nothing was sent");
    return { answer, waits };
  }
  const patientAgent = (key = organization.agent().key.text): Agent => new Agent(patient.url, key);
  const holdCall = (name = "fixture__count"): Held => hold((onEvent) => patientAgent().call(name, {}, { onEvent }));
  const holdClaim = (ticket: string): Held => hold((onEvent) => patientAgent().claim(ticket, { onEvent }));

  async function onlyTicket(): Promise<string> {
    const [ticket, ...more] = await organization.waiting();
    if (ticket === undefined || more.length > 0) throw new Error(`${more.length + 1} approvals wait`);
    return ticket;
  }

  describe("gets a ticket", () => {
    it("once the set time has passed, with a link and what to do, as an ordinary result", async () => {
      const began = performance.now();
      const pending = await agent.call("fixture__count");
      expect(performance.now() - began).toBeGreaterThanOrEqual(TICKET_AFTER_MS - 5);
      const ticket = await onlyTicket();
      expect(pending.result?.isError ?? false).toBe(false);
      expect(pending.text).toContain("countersign__await_approval");
      expect(pending.decision).toMatchObject({
        code: "approval.request.pending",
        status: 202,
        rules: ["ask"],
        approval: { ticket, url: `http://127.0.0.1:4600/approvals/${ticket}`, state: "pending" },
      });
    });

    it("as an error where the tool promises structured content, since clients reject a plain result", async () => {
      const pending = await agent.call("fixture__structured");
      expect(pending.result?.isError).toBe(true);
      expect(ticketOf(pending)).toBe(await onlyTicket());
    });

    it("that an identical repeat shares, and another call doesn't", async () => {
      const first = ticketOf(await agent.call("fixture__echo", { text: "a" }));
      expect(ticketOf(await agent.call("fixture__echo", { text: "a" }))).toBe(first);
      expect(ticketOf(await agent.call("fixture__echo", { text: "b" }))).not.toBe(first);
    });

    it("when its gateway leaves while it waits, and finds its way with it through another", async () => {
      const leaving = await platform.startGateway({ COUNTERSIGN_TICKET_AFTER_MS: "120000" });
      const key = organization.agent().key.text;
      const held = hold((onEvent) => new Agent(leaving.url, key).call("fixture__count", {}, { onEvent }));
      await held.waits;
      await leaving.close();
      const ticket = ticketOf(await held.answer);
      await organization.decide(ticket, "approve");
      expect((await agent.claim(ticket)).text).toBe(String(runs()));
    });

    it("P37: as long as few enough of its agent's calls wait; then a refusal that names the limit, while others ask on", async () => {
      const strict = await platform.startGateway({
        COUNTERSIGN_TICKET_AFTER_MS: "0",
        COUNTERSIGN_PENDING_PER_AGENT: "2",
      });
      const say = (text: string) =>
        new Agent(strict.url, organization.agent().key.text).call("fixture__echo", { text });
      const asking = `{ id: ask, agents: [scout, other], operations: [fixture.count, fixture.echo], ${ASK} }`;
      await organization.publish(`version: 1\nrules:\n  - ${asking}\n`);
      const first = ticketOf(await say("a"));
      await say("b");
      const refused = await say("c");
      expect(refused.decision).toMatchObject({ code: "approval.request.crowded", status: 429 });
      expect(refused.text).toContain("2 calls of this agent wait");
      expect(ticketOf(await say("a"))).toBe(first);
      const other = new Agent(strict.url, organization.agent("other").key.text);
      expect((await other.call("fixture__count")).decision).toMatchObject({ code: "approval.request.pending" });
      expect(await organization.callRecord(refused.decision?.["recordId"] as string)).toMatchObject({
        outcome: "limited",
        errorCode: "approval.request.crowded",
      });
      await strict.close();
    });

    it("is listed with a note that it waits, beside the tools to wait and to withdraw", async () => {
      const tools = (await agent.list()).result?.tools ?? [];
      const names = tools.map((tool) => tool.name);
      expect(names).toContain("countersign__await_approval");
      expect(names).toContain("countersign__cancel_approval");
      const count = tools.find((tool) => tool.name === "fixture__count");
      expect(count?.["description"]).toContain("needs a person's approval");
    });
  });

  describe("given to a client that takes tasks", () => {
    const asTask = (by = agent): Promise<Answer> => by.call("fixture__count", {}, { meta: TAKES_TASKS });

    it("is a task at once, runs once on approval, and any gateway has its result, as has its ticket", async () => {
      const before = runs();
      const created = await asTask(patientAgent());
      const ticket = await onlyTicket();
      expect(created.result).toMatchObject({ resultType: "task", taskId: ticket, status: "working" });
      expect((await asTask()).result).toMatchObject({ resultType: "task", taskId: ticket });
      expect((await agent.task("tasks/get", ticket)).result).toMatchObject({
        resultType: "complete",
        taskId: ticket,
        status: "working",
      });
      expect((await agent.task("tasks/update", ticket)).result).toEqual({ resultType: "complete" });
      await organization.decide(ticket, "approve");
      await expect.poll(() => organization.approvalState(ticket), SOON).toBe("executed");
      for (const by of [agent, patientAgent()]) {
        expect((await by.task("tasks/get", ticket)).result).toMatchObject({
          status: "completed",
          result: { resultType: "complete", content: [{ type: "text", text: String(before + 1) }] },
        });
      }
      expect((await agent.claim(ticket)).text).toBe(String(before + 1));
      expect(runs()).toBe(before + 1);
    });

    it("is run by looking where an undeclared call opened it, which got a ticket and no task", async () => {
      const before = runs();
      const ticket = ticketOf(await agent.call("fixture__count"));
      await organization.decide(ticket, "approve");
      const [task] = await Promise.all([agent.task("tasks/get", ticket), agent.task("tasks/get", ticket)]);
      expect(task?.result?.["taskId"]).toBe(ticket);
      await expect
        .poll(async () => (await agent.task("tasks/get", ticket)).result, SOON)
        .toMatchObject({ status: "completed", result: { content: [{ text: String(before + 1) }] } });
      expect(runs()).toBe(before + 1);
    });

    it("is withdrawn by its agent, and completed with the refusal when people deny it", async () => {
      const before = runs();
      await asTask();
      const ticket = await onlyTicket();
      expect((await agent.task("tasks/cancel", ticket)).result).toEqual({ resultType: "complete" });
      const cancelled = (await agent.task("tasks/get", ticket)).result;
      expect(cancelled).toMatchObject({ status: "cancelled" });
      expect(cancelled).not.toHaveProperty("result");
      await asTask();
      const second = await onlyTicket();
      await organization.decide(second, "deny");
      const decision = { code: "approval.request.denied" };
      expect((await agent.task("tasks/get", second)).result).toMatchObject({
        status: "completed",
        result: { isError: true, _meta: { "io.countersign/decision": decision } },
      });
      expect(runs()).toBe(before);
    });

    it("is unknown to others and to those without a key, and not told to a client that doesn't take tasks", async () => {
      await asTask();
      const ticket = await onlyTicket();
      const stranger = new Agent(quick.url, organization.agent("other").key.text);
      for (const method of ["tasks/get", "tasks/update", "tasks/cancel"] as const) {
        const unknown = await agent.task(method, newId("approval"));
        expect(unknown.error).toMatchObject({ code: -32602 });
        expect((await stranger.task(method, ticket)).error).toEqual(unknown.error);
        expect((await agent.task(method, "nonsense")).error).toEqual(unknown.error);
        const undeclared = await agent.task(method, ticket, { meta: {} });
        expect(undeclared).toMatchObject({ status: 400, error: { code: -32021 } });
        expect((await new Agent(quick.url, "csk_wrong").task(method, ticket)).status).toBe(401);
      }
      expect(await organization.approvalState(ticket)).toBe("pending");
    });
  });

  describe("told over REST", () => {
    const rest = (ticket: string, init: RequestInit = {}, key = organization.agent().key.text) =>
      fetch(`${quick.url}/v1/approvals/${ticket}`, { ...init, headers: { authorization: `Bearer ${key}` } });

    it("says how it stands, and after a wait how people decided; nothing runs by looking", async () => {
      const before = runs();
      const ticket = ticketOf(await agent.call("fixture__count"));
      expect(await (await rest(ticket)).json()).toMatchObject({
        id: ticket,
        state: "pending",
        rules: ["ask"],
        url: `http://127.0.0.1:4600/approvals/${ticket}`,
      });
      const waiting = rest(`${ticket}?wait=60`);
      await organization.decide(ticket, "deny", "not today");
      expect(await (await waiting).json()).toMatchObject({ state: "denied", reason: "not today" });
      expect(runs()).toBe(before);
    });

    it("is withdrawn by DELETE, once decided no more; others' tickets and malformed ones are unknown", async () => {
      const ticket = ticketOf(await agent.call("fixture__count"));
      const other = await rest(ticket, { method: "DELETE" }, organization.agent("other").key.text);
      expect(other.status).toBe(404);
      expect(await (await rest(ticket, { method: "DELETE" })).json()).toMatchObject({ state: "cancelled" });
      expect((await rest(ticket, { method: "DELETE" })).status).toBe(200);
      const denied = ticketOf(await agent.call("fixture__count"));
      await organization.decide(denied, "deny");
      expect((await rest(denied, { method: "DELETE" })).status).toBe(409);
      for (const nobodys of [newId("approval"), "apr_x", "%00", "a/b"]) expect((await rest(nobodys)).status).toBe(404);
      for (const wait of ["-1", "1e3", "241", "x"]) expect((await rest(`${ticket}?wait=${wait}`)).status).toBe(400);
      expect((await rest(ticket, { method: "POST" })).status).toBe(404);
      expect((await fetch(`${quick.url}/v1/approvals/${ticket}`)).status).toBe(401);
    });
  });

  describe("changed by its approver", () => {
    beforeEach(async () => {
      const rule = `{ id: say, agents: [scout], operations: [fixture.echo], effect: require_approval, approval: { by: [role:owner], allow_edit: true } }`;
      await organization.publish(`version: 1\nrules:\n  - ${rule}\n`);
    });

    it("P25: runs once, as it was changed; the agent that repeats its own call gets that answer", async () => {
      const before = runs("echo");
      const ticket = ticketOf(await agent.call("fixture__echo", { text: "as the agent wanted" }));
      await organization.edit(ticket, { text: "as Olivia wants" });
      const repeated = await agent.call("fixture__echo", { text: "as the agent wanted" });
      expect(repeated.text).toContain("as Olivia wants");
      expect(runs("echo")).toBe(before + 1);
      const [record] = await organization.callRecords("fixture.echo", 1);
      expect(record?.arguments?.text).toBe('{"text":"as Olivia wants"}');
    });

    it("stands under the key it was sent with: a repeat under that key gets its answer and runs nothing", async () => {
      const before = runs("echo");
      const say = () => agent.call("fixture__echo", { text: "mine" }, { headers: { "idempotency-key": "edited-1" } });
      const ticket = ticketOf(await say());
      await organization.edit(ticket, { text: "hers" });
      for (const answer of [await say(), await say()]) expect(answer.text).toContain("hers");
      expect(runs("echo")).toBe(before + 1);
    });

    it("is judged once more before it runs: what the policy denies by then doesn't", async () => {
      const before = runs("echo");
      const ticket = ticketOf(await agent.call("fixture__echo", { text: "mine" }));
      await organization.edit(ticket, { text: "hers" });
      const never = `{ id: say, agents: [scout], operations: [fixture.echo], effect: deny, when: "args.text == 'hers'" }`;
      await organization.publish(`version: 1\nrules:\n  - ${never}\n`);
      expect((await agent.claim(ticket)).decision).toMatchObject({ code: "approval.request.cancelled" });
      expect(runs("echo")).toBe(before);
    });
  });

  describe("approved", () => {
    it("runs while it is held and answers with its result, recorded with its approval", async () => {
      const before = runs();
      const held = holdCall();
      await held.waits;
      const ticket = await onlyTicket();
      expect(runs()).toBe(before);
      await organization.decide(ticket, "approve");
      expect((await held.answer).text).toBe(String(before + 1));
      expect(runs()).toBe(before + 1);
      const [record] = await organization.callRecords("fixture.count", 1);
      expect(record).toMatchObject({ outcome: "succeeded", approvalId: ticket, attempt: 1, ruleIds: ["ask"] });
      await expect.poll(() => organization.approvalState(ticket), SOON).toBe("executed");
    });

    it("P25: runs once for its ticket; a second claim gives the same answer, and the same call again is a new one", async () => {
      const before = runs();
      const ticket = ticketOf(await agent.call("fixture__count"));
      await organization.decide(ticket, "approve");
      const first = await patientAgent().claim(ticket);
      expect(first.text).toBe(String(before + 1));
      const second = await patientAgent().claim(ticket);
      expect(second.result).toEqual(first.result);
      expect(runs()).toBe(before + 1);
      expect(ticketOf(await agent.call("fixture__count"))).not.toBe(ticket);
    });

    it("P27: runs once however many claim it at once, at two gateways, and all get its one answer", async () => {
      const before = runs();
      const ticket = ticketOf(await agent.call("fixture__count"));
      await organization.decide(ticket, "approve");
      const claims = Array.from({ length: 10 }, () => [agent.claim(ticket), patientAgent().claim(ticket)]);
      const answers = await Promise.all(claims.flat());
      expect(runs()).toBe(before + 1);
      expect(
        answers.map((answer) => answer.text).filter((text) => text !== String(before + 1) && !text.includes(ticket)),
      ).toEqual([]);
      expect((await patientAgent().claim(ticket)).text).toBe(String(before + 1));
    });

    it("runs once for all identical calls that wait for it, and each gets the result", async () => {
      const before = runs();
      const held = [holdCall(), holdCall(), holdCall()];
      await Promise.all(held.map((each) => each.waits));
      await organization.decide(await onlyTicket(), "approve");
      const texts = await Promise.all(held.map(async (each) => (await each.answer).text));
      expect(texts).toEqual([String(before + 1), String(before + 1), String(before + 1)]);
      expect(runs()).toBe(before + 1);
    });

    it("doesn't run by itself when the agent went away, and runs when it comes with the ticket", async () => {
      const before = runs();
      const gone = new AbortController();
      const held = hold((onEvent) => patientAgent().call("fixture__count", {}, { onEvent, signal: gone.signal }));
      await held.waits;
      gone.abort();
      await expect(held.answer).rejects.toThrow();
      const ticket = await onlyTicket();
      await organization.decide(ticket, "approve");
      expect((await agent.claim(ticket)).text).toBe(String(before + 1));
    });

    it("P34: isn't run when the policy has come to deny it meanwhile", async () => {
      const before = runs();
      const held = holdCall();
      await held.waits;
      const ticket = await onlyTicket();
      await organization.publish(
        policyOf("{ id: no, agents: [scout], operations: [fixture.count], effect: deny, message: Not any more. }"),
      );
      await organization.decide(ticket, "approve");
      const answer = await held.answer;
      expect(answer.result?.isError).toBe(true);
      expect(answer.decision?.code).toBe("approval.request.cancelled");
      expect(answer.text).toContain("the policy now denies it");
      expect(runs()).toBe(before);
      expect(await organization.approvalState(ticket)).toBe("cancelled");
    });

    it("runs when the policy has come to allow it meanwhile", async () => {
      const before = runs();
      const ticket = ticketOf(await agent.call("fixture__count"));
      await organization.decide(ticket, "approve");
      await organization.publish(policyOf("{ id: yes, agents: [scout], operations: [fixture.count], effect: allow }"));
      expect((await agent.claim(ticket)).text).toBe(String(before + 1));
    });

    it("P25: is asked anew when the rule that asks reads differently, and not when another part does", async () => {
      const before = runs();
      const ticket = ticketOf(await agent.call("fixture__count"));
      await organization.decide(ticket, "approve");
      await organization.publish(
        `${POLICY}  - { id: more, agents: [other], operations: [fixture.add], effect: allow }\n`,
      );
      expect((await agent.claim(ticket)).text).toBe(String(before + 1));
      const next = ticketOf(await agent.call("fixture__count"));
      await organization.decide(next, "approve");
      const stricter = "effect: require_approval, approval: { by: [role:owner, role:admin], expires: 5m }";
      await organization.publish(policyOf(`{ id: ask, agents: [scout], operations: [fixture.count], ${stricter} }`));
      const asked = await agent.claim(next);
      expect(asked.decision?.code).toBe("approval.request.pending");
      expect(ticketOf(asked)).not.toBe(next);
      expect(await organization.approvalState(next)).toBe("cancelled");
      expect(runs()).toBe(before + 1);
    });

    it("P34: is refused when the cap was used up meanwhile, and stays approved, not run", async () => {
      const before = runs("add");
      const [first, second] = [
        await agent.call("fixture__add", { a: 1, b: 1 }),
        await agent.call("fixture__add", { a: 2, b: 2 }),
      ];
      const tickets = [ticketOf(first), ticketOf(second)] as const;
      for (const ticket of tickets) await organization.decide(ticket, "approve");
      expect((await agent.claim(tickets[0])).text).toBe("2");
      const refused = await agent.claim(tickets[1]);
      expect(refused.decision).toMatchObject({ code: "limit.calls.reached", limit: { used: "1", max: "1" } });
      expect(await organization.approvalState(tickets[1])).toBe("approved");
      expect((await agent.claim(tickets[1])).decision?.code).toBe("limit.calls.reached");
      expect(runs("add")).toBe(before + 1);
    });

    it("P34: isn't run for a key revoked while it waited, nor for an agent that was stopped", async () => {
      const before = runs();
      const spare = await organization.issueKey(organization.agent().id);
      const held = hold((onEvent) => patientAgent(spare.text).call("fixture__count", {}, { onEvent }));
      await held.waits;
      const ticket = await onlyTicket();
      await organization.revoke(spare.id);
      await organization.decide(ticket, "approve");
      const answer = await held.answer;
      expect(answer.result).toBeNull();
      expect(answer.body).toContain("auth.credential.invalid");
      await organization.pullKill({ kind: "agent", id: organization.agent().id });
      expect((await agent.claim(ticket)).body).toContain("kill.switch.on");
      expect(runs()).toBe(before);
      expect(await organization.approvalState(ticket)).toBe("approved");
    });
  });

  it("P34: approved, isn't run in an organization that was suspended meanwhile", async () => {
    const before = runs();
    const ticket = ticketOf(await agent.call("fixture__count"));
    await organization.decide(ticket, "approve");
    const deps = { db: platform.system, hot: platform.admission };
    await suspendOrganization(deps, { ...organization.change, reason: "unpaid" });
    expect((await agent.claim(ticket)).body).toContain("auth.organization.suspended");
    expect(runs()).toBe(before);
  });

  describe("approved under a rule that runs on approval", () => {
    const asked = async (ms = 1): Promise<string> => ticketOf(await agent.call("fixture__slow", { ms }));

    it("runs once without its agent, whose ticket has the answer then; the record names who asked", async () => {
      const before = runs("slow");
      const ticket = await asked();
      await organization.decide(ticket, "approve");
      await expect.poll(() => organization.approvalState(ticket), SOON).toBe("executed");
      expect((await agent.claim(ticket)).text).toBe("slept 1 ms");
      expect(runs("slow")).toBe(before + 1);
      const [record] = await organization.callRecords("fixture.slow", 1);
      const { id: agentId, key } = organization.agent();
      expect(record).toMatchObject({
        outcome: "succeeded",
        approvalId: ticket,
        attempt: 1,
        principal: { agentId, keyId: key.id },
      });
    });

    it("answers under the key it was sent with, and doesn't run again under it", async () => {
      const before = runs("slow");
      const call = () => agent.call("fixture__slow", { ms: 2 }, { headers: { "idempotency-key": "nightly" } });
      const ticket = ticketOf(await call());
      await organization.decide(ticket, "approve");
      await expect.poll(() => organization.approvalState(ticket), SOON).toBe("executed");
      for (const answer of [await agent.claim(ticket), await call(), await call()])
        expect(answer.text).toBe("slept 2 ms");
      expect(runs("slow")).toBe(before + 1);
    });

    it("P34: doesn't run for a key revoked meanwhile, nor above its cap, nor under a policy that denies it", async () => {
      const before = runs("slow");
      const first = await asked();
      await organization.decide(first, "approve");
      await expect.poll(() => organization.approvalState(first), SOON).toBe("executed");
      const [above, denied, revoked] = [await asked(2), await asked(3), await asked(4)];
      await organization.decide(above, "approve");
      await expect.poll(() => attempts(above), SOON).toBeGreaterThan(0);
      await organization.publish(
        policyOf("{ id: no, agents: [scout], operations: [fixture.slow], effect: deny, when: args.ms == 3 }"),
      );
      await organization.decide(denied, "approve");
      await expect.poll(() => organization.approvalState(denied), SOON).toBe("cancelled");
      await organization.publish(POLICY.replace("calls: 1, per: day", "calls: 100, per: day"));
      await organization.revoke(organization.agent().key.id);
      await organization.decide(revoked, "approve");
      await expect.poll(() => attempts(revoked), SOON).toBeGreaterThan(0);
      await expect.poll(() => organization.approvalState(revoked), SOON).toBe("approved");
      expect(runs("slow")).toBe(before + 1);
    });

    const attempts = async (approvalId: string): Promise<number> => {
      const target = { organizationId: organization.place.org, approvalId };
      return (await readApproval(platform, target))?.attempt ?? 0;
    };
  });

  describe("not approved", () => {
    it("denied while it is held: the agent hears the approver's reason, and nothing runs", async () => {
      const before = runs();
      const held = holdCall();
      await held.waits;
      const ticket = await onlyTicket();
      await organization.decide(ticket, "deny", "Ask the customer first.");
      const answer = await held.answer;
      expect(answer.result?.isError).toBe(true);
      expect(answer.text).toContain("Ask the customer first.");
      expect(answer.decision).toMatchObject({ code: "approval.request.denied", rules: ["ask"] });
      expect((await agent.claim(ticket)).decision).toEqual(answer.decision);
      expect(runs()).toBe(before);
    });

    it("denied after its key was revoked: it doesn't even hear the reason", async () => {
      const spare = await organization.issueKey(organization.agent().id);
      const held = hold((onEvent) => patientAgent(spare.text).call("fixture__count", {}, { onEvent }));
      await held.waits;
      const ticket = await onlyTicket();
      await organization.revoke(spare.id);
      await organization.decide(ticket, "deny", "For your eyes only.");
      const answer = await held.answer;
      expect(answer.body).toContain("auth.credential.invalid");
      expect(answer.body).not.toContain("For your eyes only.");
    });

    it("P33: expired, who waits hears it, a later vote doesn't count, and nothing runs", async () => {
      const before = runs("fail");
      const pending = await agent.call("fixture__fail");
      const held = holdClaim(ticketOf(pending));
      expect((await held.answer).decision?.code).toBe("approval.request.expired");
      await expect(organization.decide(ticketOf(pending), "approve")).rejects.toThrow("expired");
      expect((await agent.claim(ticketOf(pending))).decision?.code).toBe("approval.request.expired");
      expect(runs("fail")).toBe(before);
    });

    it("expired under a rule with an answer for it: the agent gets that answer, not an error", async () => {
      const answer = await holdCallEcho("x");
      expect(answer.text).toBe("Not sent; nobody approved it in time.");
      expect(answer.result?.isError ?? false).toBe(false);
      expect(answer.decision?.code).toBe("approval.request.expired");
    });

    it("withdrawn by its agent: nobody can approve it any more, and nothing runs", async () => {
      const before = runs();
      const ticket = ticketOf(await agent.call("fixture__count"));
      expect((await agent.withdraw(ticket)).decision?.code).toBe("approval.request.cancelled");
      await expect(organization.decide(ticket, "approve")).rejects.toThrow("cancelled");
      expect((await agent.claim(ticket)).decision?.code).toBe("approval.request.cancelled");
      expect(ticketOf(await agent.call("fixture__count"))).not.toBe(ticket);
      expect(runs()).toBe(before);
    });
  });

  it("P25: belongs to its agent instance: anybody else's claim or withdrawal is refused like that of an unknown ticket", async () => {
    const before = runs();
    const ticket = ticketOf(await agent.call("fixture__count"));
    await organization.decide(ticket, "approve");
    const key = organization.agent().key.text;
    const strangers = [
      new Agent(quick.url, organization.agent("other").key.text),
      new Agent(quick.url, organization.agent().instances["scout-7"]?.text ?? ""),
      new Agent(quick.url, key, { instance: "declared" }),
    ];
    const unknown = await agent.claim(newId("approval"));
    expect(unknown.decision?.code).toBe("approval.ticket.unknown");
    for (const stranger of strangers) {
      expect((await stranger.claim(ticket)).decision).toEqual(unknown.decision);
      expect((await stranger.withdraw(ticket)).decision).toEqual(unknown.decision);
    }
    for (const nonsense of ["", "apr_1", "../apr", "rec_01890000000070008000000000000000"]) {
      expect((await agent.claim(nonsense)).decision?.code).toBe("approval.ticket.unknown");
    }
    expect(runs()).toBe(before);
    expect((await agent.claim(ticket)).text).toBe(String(before + 1));
  });

  async function holdCallEcho(text: string): Promise<Answer> {
    return patientAgent().call("fixture__echo", { text });
  }
});
