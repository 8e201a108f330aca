import { createHash } from "node:crypto";
import { setTimeout as nextTurn } from "node:timers/promises";
import { findOperationHolds, listInstances } from "@countersign/db";
import { type FixtureMcpServer, type FixtureMcpServerOptions, startFixtureMcpServer } from "@countersign/testkit";
import { clearLabels, liftHold, readApproval } from "@countersign/usecases";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { Agent, type Answer, ticketOf } from "./testing/agent.ts";
import { makeOrganization, type TestOrganization } from "./testing/organization.ts";
import { type Platform, startPlatform, type TestGateway } from "./testing/platform.ts";
import { connectSdk } from "./testing/sdk-clients.ts";

const SOON = { timeout: 60_000, interval: 20 };
const CARD = "4111 1111 1111 1111";

/** A link of a mail of ours. */
const MAILED = "apl_0198b7a2-5f7e-7c11-9a55-2b1f0c7d9e10.Qk9-wX2_aB3cD4eF5gH6iJ7kL8mN9oP0qR1sT2uV3wX";

const POLICY = `
version: 1
prices:
  fixture.structured: { cost: "double(result.value) * 0.01", at_most: $0.50 }
  fixture.count: { cost: "double(result.credits)", at_most: $0.20 }
  fixture.add: { cost: "double(args.a)", at_most: $0.20 }
  fixture.write: { cost: "double(result.lines) * 0.01", at_most: $0.05, so_far: "double(progress) * 0.01" }
rules:
  - { id: say, agents: [scout], operations: [fixture.echo], effect: allow, redact: { arguments: [secrets], result: [pii.card] }, label: spoken }
  - { id: read-mail, agents: [scout], operations: [fixture.mailbox], effect: allow }
  - { id: read-web, agents: [reader], operations: [web.echo, web.fail], effect: allow, label: untrusted-content, labels_for: 2h }
  - { id: never, agents: [reader], operations: [web.add], effect: deny }
  - { id: asked, agents: [reader], operations: [mail.structured], effect: require_approval, approval: { by: [role:owner], expires: 30m } }
  - { id: mail, agents: [reader], operations: [mail.echo], effect: allow }
  - { id: seen, agents: [reader], operations: [mail.echo], effect: allow, observe: true, label: seen-only }
  - { id: tainted, agents: [reader], operations: [mail.echo], effect: deny, when: '"untrusted-content" in session.labels || "seen-only" in session.labels' }
  - { id: spend, agents: [scout], operations: [fixture.structured, fixture.count, fixture.add], effect: allow, limits: [{ spend: $5, per: day }] }
  - { id: write, agents: [scout], operations: [fixture.write], effect: allow, limits: [{ spend: $5.05, per: day }] }
`;

/** How many of the writing tool's calls it saw cancelled. */
interface WriterLog {
  cancelled: number;
}

type McpServer = Parameters<NonNullable<FixtureMcpServerOptions["register"]>>[0];

/** Reads the mailbox of somebody who was asked. */
function registerMailbox(server: McpServer): void {
  const content = [{ type: "text" as const, text: `Decide here: https://countersign.example/decide/${MAILED}` }];
  server.registerTool("mailbox", { description: "Reads the last mail." }, async () => ({ content }));
}

/** Writes line by line, each told as progress, until it has all of them or is cancelled. */
function registerWriter(server: McpServer, log: WriterLog): void {
  const inputSchema = z.object({ lines: z.number() });
  server.registerTool("write", { description: "Writes so many lines.", inputSchema }, async ({ lines }, context) => {
    const { _meta, notify, signal } = context.mcpReq;
    const progressToken = _meta?.progressToken ?? "none";
    for (let progress = 1; progress <= lines; progress += 1) {
      await notify({
        method: "notifications/progress",
        params: { progressToken, progress, message: `line ${progress}` },
      });
      await nextTurn(5);
      if (!signal.aborted) continue;
      log.cancelled += 1;
      break;
    }
    return { content: [{ type: "text", text: JSON.stringify({ lines }) }] };
  });
}

describe("after-rules", () => {
  const writer: WriterLog = { cancelled: 0 };
  let platform: Platform;
  let fixture: FixtureMcpServer;
  let organization: TestOrganization;
  let agent: Agent;
  let gateway: TestGateway;

  beforeAll(async () => {
    platform = await startPlatform({ forgets: true });
    fixture = await startFixtureMcpServer({
      register: (server) => [registerWriter(server, writer), registerMailbox(server)],
    });
    const { url } = fixture;
    organization = await makeOrganization(platform, {
      connections: { fixture: { url }, web: { url }, mail: { url } },
      agents: { scout: [], reader: ["one", "two", "three"] },
      policy: POLICY,
    });
    gateway = await platform.startGatewayProcess({ COUNTERSIGN_TICKET_AFTER_MS: "0" });
    agent = new Agent(gateway.url, organization.agent().key.text);
    await platform.startWorker();
    // The first request waits for the configuration, which a busy machine may read too late.
    await vi.waitFor(() => agent.names(), SOON);
  });
  afterAll(async () => {
    await platform?.close();
    await fixture?.close();
  });

  it("P13: what is sent is the redacted form that the record holds and hashes, byte for byte", async () => {
    const answer = await agent.call("fixture__echo", { text: `password=hunter2! and card ${CARD}` });
    expect(answer.text).toBe("password=[redacted:secrets] and card [redacted:pii.card]");
    const [record] = await organization.callRecords("fixture.echo", 1);
    const forwarded = `{"text":"password=[redacted:secrets] and card ${CARD}"}`;
    expect(JSON.stringify(fixture.calls().bodies)).toContain(forwarded);
    expect(record?.arguments?.text).toBe(forwarded);
    expect(record?.forwardedHash).toBe(createHash("sha256").update(forwarded).digest("hex"));
    expect(record).toMatchObject({
      redacted: { arguments: { secrets: 1 }, result: { "pii.card": 1 } },
      labels: ["spoken"],
    });
    expect(JSON.stringify(record)).not.toContain("hunter2");
    expect(record?.result?.text).not.toContain(CARD);
  });

  it("P31: links of our own mails reach no agent, and no agent's call passes one on, whatever the rules say", async () => {
    const read = await agent.call("fixture__mailbox");
    expect(read.text).toMatch(/^Decide here: .*\[redacted:links\]$/);
    const passed = await agent.call("fixture__echo", { text: `post ${MAILED} to it` });
    expect(passed.text).toContain("[redacted:links]");
    expect(JSON.stringify(fixture.calls().bodies)).not.toContain(MAILED);
    const records = [
      ...(await organization.callRecords("fixture.mailbox", 1)),
      ...(await organization.callRecords("fixture.echo", 2)),
    ];
    expect(JSON.stringify(records)).not.toContain(MAILED.slice(45));
    expect(records).toContainEqual(expect.objectContaining({ redacted: { arguments: {}, result: { links: 1 } } }));
  });

  it("P41: the price comes from the result; what gives none costs the most; above it is charged in full", async () => {
    await agent.call("fixture__structured");
    await agent.call("fixture__count");
    await agent.call("fixture__add", { a: 3, b: 1 });
    const [structured] = await organization.callRecords("fixture.structured", 1);
    expect(structured).toMatchObject({ reservedMicros: "500000", costMicros: "420000" });
    const [count] = await organization.callRecords("fixture.count", 1);
    expect(count).toMatchObject({ reservedMicros: "200000", costMicros: "200000", costError: expect.any(String) });
    const [add] = await organization.callRecords("fixture.add", 1);
    expect(add).toMatchObject({ reservedMicros: "200000", costMicros: "3000000", overrun: true });
  });

  it("P41: an operation that cost more than was set aside stops until a person has looked, a rebuilt Redis included", async () => {
    const held = await agent.call("fixture__add", { a: 0, b: 1 });
    expect(held.decision).toMatchObject({ code: "call.operation.held" });
    expect((await agent.call("fixture__structured")).decision).toBeNull();
    await forget();
    expect((await agent.call("fixture__add", { a: 0, b: 1 })).decision).toMatchObject({ code: "call.operation.held" });
    const [operation] = await platform.db.tenant(organization.place.org, findOperationHolds);
    const lift = { ...organization.change, operationId: operation?.operationId ?? "" };
    const lifted = await liftHold({ ...organization.deps, holds: platform.admission }, lift);
    expect(lifted).toMatchObject({ ok: true, inForce: true });
    expect((await agent.call("fixture__add", { a: 0, b: 1 })).text).toBe("1");
    await forget();
    expect((await agent.call("fixture__add", { a: 0, b: 1 })).text).toBe("1");
  });

  it("P42: what ends within its budget is whole, and costs what its result says", async () => {
    const answer = await agent.call("fixture__write", { lines: 3 });
    expect(answer.text).toBe('{"lines":3}');
    const [record] = await organization.callRecords("fixture.write", 1);
    expect(record).toMatchObject({ outcome: "succeeded", reservedMicros: "50000", costMicros: "30000" });
  });

  it("P42: a streamed answer is cut when its budget ends: 100 streams, none a line too long, each stopped at its source", async () => {
    const streams = await Promise.all(
      Array.from({ length: 100 }, async (_, index) => {
        const seen: string[] = [];
        const meta = { progressToken: `t${index}` };
        const onEvent = (event: string) => seen.push(...(event.match(/line \d+/gu) ?? []));
        return vi.waitFor(async () => {
          const answer = await agent.call("fixture__write", { lines: 1_000_000 }, { meta, onEvent });
          // A busy machine may refuse a call before anything of it runs.
          if (answer.decision?.code.startsWith("platform.") || answer.error) throw new Error(answer.body);
          return { seen, code: answer.decision?.code, recordId: answer.decision?.recordId ?? "" };
        }, SOON);
      }),
    );
    expect(new Set(streams.map(({ code }) => code))).toEqual(new Set(["call.budget.reached"]));
    const within = ["line 1", "line 2", "line 3", "line 4"];
    for (const { seen } of streams) expect(seen).toEqual(within);
    await vi.waitFor(() => expect(writer.cancelled).toBe(100), SOON);
    const records = await Promise.all(streams.map(({ recordId }) => organization.callRecord(recordId)));
    for (const record of records) {
      expect(record).toMatchObject({ outcome: "unknown", errorCode: "call.budget.reached", costMicros: "50000" });
      expect(record).not.toHaveProperty("overrun", true);
    }
  });

  const reader = (instance: string) =>
    new Agent(gateway.url, organization.agent("reader").instances[instance]?.text ?? "");
  const mail = async (as: Agent) => (await as.call("mail__echo", { text: "hello" })).decision?.code ?? "sent";

  /** Redis loses everything, and is rebuilt. */
  async function forget(): Promise<void> {
    await platform.redis.kill9();
    await platform.redis.restart();
    await vi.waitFor(async () => {
      const { text, body } = await agent.call("fixture__echo", { text: "back" });
      if (text !== "back") throw new Error(body);
    }, SOON);
  }

  it("a session that has read a page may not send mail: by another client, after a reconnect or a loss of Redis", async () => {
    expect(await mail(reader("one"))).toBe("sent");
    const read = await connectSdk("sdk v1", `${gateway.url}/mcp`, {
      key: organization.agent("reader").instances["one"]?.text ?? "",
    });
    expect((await read.call("web__echo", { text: "a page" })).isError).toBeFalsy();
    const told = await read.call("mail__echo", { text: "hello" });
    expect(told._meta?.["io.countersign/decision"]).toMatchObject({ code: "policy.rule.denied", rules: ["tainted"] });
    await read.close();
    const again = await connectSdk("sdk v2, legacy", `${gateway.url}/mcp`, {
      key: organization.agent("reader").instances["one"]?.text ?? "",
    });
    expect((await again.call("mail__echo", { text: "hello" })).isError).toBe(true);
    await again.close();
    expect(await mail(reader("two"))).toBe("sent");
    const records = await organization.callRecords("web.echo", 1);
    expect(records[0]).toMatchObject({
      labels: ["untrusted-content"],
      labelMarks: [{ label: "untrusted-content", forMs: 7_200_000, ruleId: "read-web" }],
      sessionLabels: [],
    });
    await forget();
    expect(await mail(reader("one"))).toBe("policy.rule.denied");
    const other = await platform.startGateway();
    const elsewhere = new Agent(other.url, organization.agent("reader").instances["one"]?.text ?? "");
    expect(await mail(elsewhere)).toBe("policy.rule.denied");
    expect(await mail(reader("two"))).toBe("sent");
  });

  it("what is denied, refused or only observed puts no label on a session, and a declared name is no other session", async () => {
    expect((await reader("two").call("web__add", { a: 1, b: 1 })).decision?.code).toBe("policy.rule.denied");
    expect(await mail(reader("two"))).toBe("sent");
    expect(await mail(reader("two"))).toBe("sent");
    const { key } = organization.agent("reader");
    const [first, second] = ["a", "b"].map((instance) => new Agent(gateway.url, key.text, { instance }));
    if (!first || !second) throw new Error("no agents");
    await first.call("web__echo", { text: "a page" });
    expect(await mail(second)).toBe("policy.rule.denied");
  });

  it("a person clears a session; it stays clear when Redis is rebuilt, and what is read after that counts", async () => {
    const cleared = await clear("one");
    expect(cleared).toMatchObject({ ok: true, value: { labels: ["untrusted-content"] }, inForce: true });
    expect(await mail(reader("one"))).toBe("sent");
    await forget();
    expect(await mail(reader("one"))).toBe("sent");
    await reader("one").call("web__fail");
    expect(await mail(reader("one"))).toBe("policy.rule.denied");
  });

  it("an approval shows the labels of its session, and is asked anew when the session has gained one since", async () => {
    const three = reader("three");
    const ticket = ticketOf(await three.call("mail__structured"));
    await three.call("web__echo", { text: "a page" });
    await organization.decide(ticket, "approve");
    const anew = ticketOf(await three.claim(ticket));
    expect(anew).not.toBe(ticket);
    const shown = await readApproval(platform, { organizationId: organization.place.org, approvalId: anew });
    expect(shown?.labels).toEqual(["untrusted-content"]);
    await organization.decide(anew, "approve");
    expect((await three.claim(anew)).result?.["structuredContent"]).toMatchObject({ value: 42 });
  });

  describe("approved with a grant for further calls", () => {
    const GRANTING = `version: 1
rules:
  - { id: once, agents: [scout], operations: [fixture.count], effect: require_approval, approval: { by: [role:owner] } }
  - { id: say, agents: [scout, other], operations: [fixture.echo], effect: require_approval, approval: { by: [role:owner], grant: { vary: [text] } } }
  - { id: sum, agents: [scout], operations: [fixture.add], effect: require_approval, approval: { by: [role:owner], grant: { vary: [b] } } }
`;
    const HOUR = 3_600_000;
    let granting: TestOrganization;
    let scout: Agent;
    const runs = (tool: string): number => fixture.calls().byTool[tool] ?? 0;
    const say = (text: string, by = scout) => by.call("fixture__echo", { text });
    const code = async (answer: Promise<Answer>) => (await answer).decision?.code ?? null;

    beforeEach(async () => {
      granting = await makeOrganization(platform, {
        connections: { fixture },
        agents: { scout: ["scout-7"], other: [] },
        policy: GRANTING,
      });
      scout = new Agent(gateway.url, granting.agent().key.text);
      await vi.waitFor(() => scout.names(), SOON);
    });

    it("runs as many as it says without asking, at once and over gateways, each recorded with it; then asks again", async () => {
      const before = runs("echo");
      const first = ticketOf(await say("a"));
      const grantId = await granting.grant(first, { calls: 5, forMs: HOUR });
      const elsewhere = await platform.startGateway({ COUNTERSIGN_TICKET_AFTER_MS: "0" });
      const at = [scout, new Agent(elsewhere.url, granting.agent().key.text)];
      await vi.waitFor(() => at[1]?.names(), SOON);
      await Promise.all(Array.from({ length: 12 }, (_, index) => say(`b${index}`, at[index % 2])));
      expect(await granting.waiting()).toHaveLength(7);
      expect(await code(say("c"))).toBe("approval.request.pending");
      expect(runs("echo")).toBe(before + 5);
      const records = await granting.callRecords("fixture.echo", 5);
      for (const record of records) {
        expect(record).toMatchObject({ outcome: "succeeded", grant: { id: grantId, approvalId: first } });
      }
    });

    it("P25: asks for another argument that is fixed, another instance or agent, another rule, a revoked grant", async () => {
      const add = (a: number, b: number) => scout.call("fixture__add", { a, b });
      await granting.grant(ticketOf(await add(1, 1)), { calls: 100, forMs: HOUR });
      const grantId = await granting.grant(ticketOf(await say("a")), { calls: 100, forMs: HOUR });
      expect((await add(1, 2)).text).toBe("3");
      expect(await code(add(2, 1))).toBe("approval.request.pending");
      expect((await say("b")).text).toContain("b");
      const seven = new Agent(gateway.url, granting.agent().instances["scout-7"]?.text ?? "");
      expect(await code(say("b", seven))).toBe("approval.request.pending");
      const other = new Agent(gateway.url, granting.agent("other").key.text);
      expect(await code(say("b", other))).toBe("approval.request.pending");
      await granting.publish(
        GRANTING.replace("id: say, ", "id: say, message: Careful., ").replace(
          "by: [role:owner], grant: { vary: [b]",
          "by: [role:owner, role:admin], grant: { vary: [b]",
        ),
      );
      expect((await say("c")).text).toContain("c");
      expect(await code(add(1, 3))).toBe("approval.request.pending");
      await granting.revokeGrant(grantId);
      expect(await code(say("d"))).toBe("approval.request.pending");
    });

    it("P28: counts on where it was when Redis has lost everything", async () => {
      const ran = runs("echo");
      await granting.grant(ticketOf(await say("a")), { calls: 4, forMs: HOUR });
      await Promise.all(["b", "c"].map((text) => say(text)));
      await granting.callRecords("fixture.echo", 2);
      await forget();
      const elsewhere = new Agent(
        (await platform.startGateway({ COUNTERSIGN_TICKET_AFTER_MS: "0" })).url,
        granting.agent().key.text,
      );
      await vi.waitFor(async () => {
        for (const by of [scout, elsewhere]) expect((await by.call("fixture__fail")).error).toBeNull();
      }, SOON);
      const more = await Promise.all(["d", "e", "f", "g"].flatMap((text) => [say(text), say(text, elsewhere)]));
      expect(more.filter(({ decision }) => decision === null)).toHaveLength(2);
      expect(new Set(more.flatMap(({ decision }) => decision?.code ?? []))).toEqual(
        new Set(["approval.request.pending"]),
      );
      // One more echo brought the news that Redis is back.
      expect(runs("echo")).toBe(ran + 5);
    });

    it("is over when its time is, and a deny always wins", async () => {
      await granting.grant(ticketOf(await say("a")), { calls: 100, forMs: 1_500 });
      expect((await say("b")).text).toContain("b");
      await granting.publish(
        `${GRANTING}  - { id: no, agents: [scout], operations: [fixture.echo], effect: deny, when: args.text == 'x' }\n`,
      );
      expect(await code(say("x"))).toBe("policy.rule.denied");
      await expect.poll(() => code(say("late")), SOON).toBe("approval.request.pending");
    });

    it("can't be given where the rule allows none", async () => {
      const ticket = ticketOf(await scout.call("fixture__count"));
      await expect(granting.grant(ticket, { calls: 1, forMs: HOUR })).rejects.toThrow("allow no grant");
      expect(await granting.approvalState(ticket)).toBe("pending");
    });
  });

  async function clear(instance: string) {
    const instances = await platform.db.tenant(organization.place.org, (scope) => listInstances(scope));
    const sessionId = instances.find(({ name }) => name === instance)?.id ?? "";
    return clearLabels({ ...organization.deps, labels: platform.admission }, { ...organization.change, sessionId });
  }
});
