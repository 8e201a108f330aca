import { type FixtureMcpServer, startFixtureMcpServer } from "@countersign/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { Agent } from "./testing/agent.ts";
import { makeOrganization, type TestOrganization } from "./testing/organization.ts";
import { type Platform, startPlatform, type TestGateway } from "./testing/platform.ts";

const ASK = "effect: require_approval, approval: { by: [role:owner], expires: 30m }";
const POLICY = `
version: 1
prices:
  fixture.structured: { cost: "double(result.value) * 0.01", at_most: $0.50 }
rules:
  - { id: say, agents: [scout], operations: [fixture.echo], when: 'args.text != "no"', effect: allow, redact: { result: [secrets] }, limits: [{ calls: 3, per: day }] }
  - { id: spend, agents: [scout], operations: [fixture.structured], effect: allow, limits: [{ spend: $0.60, per: day }] }
  - { id: ask, agents: [scout, other], operations: [fixture.count, fixture.add], ${ASK} }
  - id: kind
    agents: [scout]
    operations: [fixture.fail]
    effect: require_approval
    approval: { by: [role:owner], expires: 30m }
    on_deny: { respond: { text: Ask me tomorrow. } }
`;
const SOON = { timeout: 30_000, interval: 50 };

const bodySchema = z.looseObject({
  id: z.string().optional(),
  code: z.string().optional(),
  decision: z.string().optional(),
  recordId: z.string().optional(),
  approval: z.looseObject({ ticket: z.string() }).optional(),
});

interface Told {
  readonly status: number;
  readonly headers: Headers;
  readonly body: z.infer<typeof bodySchema>;
}

describe("decisions about calls that their callers carry out", () => {
  let platform: Platform;
  let gateway: TestGateway;
  let fixture: FixtureMcpServer;
  let organization: TestOrganization;

  beforeAll(async () => {
    platform = await startPlatform();
    fixture = await startFixtureMcpServer();
    gateway = await platform.startGateway();
    await platform.startWorker();
  });
  beforeEach(async () => {
    const agents = { scout: ["scout-7"], other: [] };
    organization = await makeOrganization(platform, { connections: { fixture }, agents, policy: POLICY });
    await vi.waitFor(() => new Agent(gateway.url, organization.agent().key.text).names(), SOON);
  });
  afterAll(async () => {
    await platform?.close();
    await fixture?.close();
  });

  async function post(path: string, body: object, headers: Record<string, string> = {}): Promise<Told> {
    const response = await fetch(`${gateway.url}${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${organization.agent().key.text}`, ...headers },
      body: JSON.stringify(body),
    });
    return { status: response.status, headers: response.headers, body: bodySchema.parse(await response.json()) };
  }
  const ask = (operation: string, args: object = {}, headers: Record<string, string> = {}): Promise<Told> =>
    post("/v1/decisions", { operation, arguments: args }, headers);
  const report = (told: Told, outcome: object): Promise<Told> => post(`/v1/decisions/${told.body.id}/outcome`, outcome);
  const idOf = (told: Told): string => told.body.id ?? "";
  const ticketOf = (told: Told): string => told.body.approval?.ticket ?? "";

  it("an allowed call is let through to its caller, and its record tells what they say came of it", async () => {
    const before = fixture.calls().count;
    const through = await ask("fixture.echo", { text: "hello" });
    expect(through).toMatchObject({
      status: 200,
      body: { decision: "allow", operation: "fixture.echo", arguments: { text: "hello" }, rules: ["say"] },
    });
    const settled = await report(through, { status: "succeeded", result: { said: "key sk-ant-api03-notakey" } });
    expect(settled.status).toBe(200);
    const record = await organization.callRecord(settled.body.recordId ?? "");
    expect(record).toMatchObject({ callId: idOf(through), surface: "sdk", outcome: "succeeded", decision: "allow" });
    expect(record.arguments?.text).toBe('{"text":"hello"}');
    expect(fixture.calls().count).toBe(before);
    const failed = await report(await ask("fixture.echo", { text: "again" }), { status: "failed", result: "no luck" });
    expect(await organization.callRecord(failed.body.recordId ?? "")).toMatchObject({ outcome: "failed" });
  });

  it("the same outcome may be told again, another may not, and nobody else may tell any", async () => {
    const through = await ask("fixture.echo", { text: "hello" });
    const strange = await fetch(`${gateway.url}/v1/decisions/${through.body.id}/outcome`, {
      method: "POST",
      headers: { authorization: `Bearer ${organization.agent("other").key.text}` },
      body: JSON.stringify({ status: "succeeded", result: 1 }),
    });
    expect(bodySchema.parse(await strange.json()).code).toBe("call.reservation.unknown");
    const [one, two] = await Promise.all([
      report(through, { status: "succeeded", result: 1 }),
      report(through, { status: "succeeded", result: 1 }),
    ]);
    expect(two.body).toEqual(one.body);
    expect((await report(through, { status: "succeeded", result: 2 })).body.code).toBe("call.outcome.final");
  });

  it("what came of it may be told to any gateway, and is settled by the one that let it through", async () => {
    const second = await platform.startGateway();
    const through = await ask("fixture.echo", { text: "hello" });
    const tell = async (result: number, key = organization.agent().key.text): Promise<Told["body"]> => {
      const response = await fetch(`${second.url}/v1/decisions/${through.body.id}/outcome`, {
        method: "POST",
        headers: { authorization: `Bearer ${key}` },
        body: JSON.stringify({ status: "succeeded", result }),
      });
      return bodySchema.parse(await response.json());
    };
    expect((await tell(1, organization.agent("other").key.text)).code).toBe("call.reservation.unknown");
    const { recordId } = await tell(1);
    expect(await organization.callRecord(recordId ?? "")).toMatchObject({ outcome: "succeeded" });
    expect((await report(through, { status: "succeeded", result: 1 })).body.recordId).toBe(recordId);
    expect((await tell(2)).code).toBe("call.outcome.final");
    await second.close();
  });

  it("a gateway that leaves ends what it had let through as unknown", async () => {
    const leaving = await platform.startGateway();
    const response = await fetch(`${leaving.url}/v1/decisions`, {
      method: "POST",
      headers: { authorization: `Bearer ${organization.agent().key.text}` },
      body: JSON.stringify({ operation: "fixture.echo", arguments: { text: "hello" } }),
    });
    const { id } = bodySchema.parse(await response.json());
    await leaving.close();
    const [record] = await organization.callRecords("echo", 1);
    expect(record).toMatchObject({ callId: id, outcome: "unknown" });
  });

  it("P39: what is let through counts at once, so that no number of callers gets above a cap", async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, (_, at) => ask("fixture.echo", { text: `${at}` })));
    const through = answers.filter(({ status }) => status === 200);
    expect(through).toHaveLength(3);
    expect(answers.filter(({ body }) => body.code === "limit.calls.reached")).toHaveLength(9);
  });

  it("the most is set aside and the price of the outcome is charged", async () => {
    const first = await ask("fixture.structured");
    expect((await ask("fixture.structured")).body.code).toBe("limit.spend.reached");
    const settled = await report(first, { status: "succeeded", result: { value: 7, labels: [] } });
    const record = await organization.callRecord(settled.body.recordId ?? "");
    expect(record).toMatchObject({ reservedMicros: "500000", costMicros: "70000" });
    expect((await ask("fixture.structured")).status).toBe(200);
  });

  it("whoever doesn't say in time what came of it leaves an unknown outcome, charged as set aside", async () => {
    const asked = { operation: "fixture.structured", arguments: {}, outcomeWithinMs: 1_000 };
    const through = await post("/v1/decisions", asked);
    const [record] = await organization.callRecords("structured", 1);
    expect(record).toMatchObject({ callId: idOf(through), outcome: "unknown", costMicros: "500000" });
    const late = await report(through, { status: "succeeded", result: { value: 1, labels: [] } });
    expect(late).toMatchObject({ status: 404, body: { code: "call.reservation.unknown" } });
  });

  it("a kill switch ends what is out as unknown", async () => {
    const through = await ask("fixture.echo", { text: "hello" });
    await organization.pullKill({ kind: "agent", id: organization.agent().id });
    const [record] = await organization.callRecords("echo", 1);
    expect(record).toMatchObject({ callId: idOf(through), outcome: "unknown", errorCode: "kill.switch.on" });
  });

  it("a denied call says why, as a problem, and as the same call does over MCP", async () => {
    const denied = await ask("fixture.echo", { text: "no" });
    expect(denied.headers.get("content-type")).toBe("application/problem+json");
    const agent = new Agent(gateway.url, organization.agent().key.text);
    const { decision } = await agent.call("fixture__echo", { text: "no" });
    expect(denied).toMatchObject({ status: 403, body: { code: decision?.code, detail: decision?.detail } });
    expect((await ask("fixture.nothing")).body.code).toBe("call.tool.unknown");
  });

  describe("that need a person", () => {
    it("are answered 202 with the place to look, run nowhere, and are let through once approved", async () => {
      const pending = await ask("fixture.count");
      const ticket = ticketOf(pending);
      expect(pending.status).toBe(202);
      expect(pending.headers.get("location")).toBe(`/v1/approvals/${ticket}`);
      expect(ticketOf(await ask("fixture.count"))).toBe(ticket);
      await organization.decide(ticket, "approve");
      const before = fixture.calls().count;
      const both = await Promise.all([
        ask("fixture.count"),
        post("/v1/decisions", {}, { "countersign-approval": ticket }),
      ]);
      const through = both.filter(({ body }) => body.decision === "allow");
      expect(through).toHaveLength(1);
      const [one] = through;
      if (!one) throw new Error("nothing was let through");
      expect(idOf(one)).toBe(`${ticket}.1`);
      await report(one, { status: "succeeded", result: 1 });
      await expect.poll(() => organization.approvalState(ticket), SOON).toBe("executed");
      expect(fixture.calls().count).toBe(before);
    });

    it("wait as long as is preferred, and hear the decision as soon as it falls", async () => {
      const waits = ask("fixture.count", {}, { prefer: "wait=60" });
      const ticket = await vi.waitFor(async () => {
        const [first] = await organization.waiting();
        if (first === undefined) throw new Error("nothing waits yet");
        return first;
      }, SOON);
      await organization.decide(ticket, "approve");
      expect((await waits).body).toMatchObject({ decision: "allow", id: `${ticket}.1` });
      expect((await waits).headers.get("preference-applied")).toBe("wait=60");
      const second = await ask("fixture.add", { a: 1, b: 2 }, { prefer: "respond-async, wait=1" });
      expect([second.status, second.headers.get("preference-applied")]).toEqual([202, "wait=1"]);
      await organization.decide(ticketOf(second), "deny", "Not today.");
      const denied = await post("/v1/decisions", {}, { "countersign-approval": ticketOf(second) });
      expect(denied).toMatchObject({ status: 403, body: { code: "approval.request.denied" } });
    });

    it("answer as their rule says where they are denied", async () => {
      const ticket = ticketOf(await ask("fixture.fail"));
      await organization.decide(ticket, "deny");
      const told = await post("/v1/decisions", {}, { "countersign-approval": ticket });
      expect(told).toMatchObject({ status: 200, body: { decision: "respond", text: "Ask me tomorrow." } });
    });

    it("whose caller left before they were approved wait for whoever comes with the ticket", async () => {
      const left = new AbortController();
      const sent = fetch(`${gateway.url}/v1/decisions`, {
        method: "POST",
        headers: { authorization: `Bearer ${organization.agent().key.text}`, prefer: "wait=60" },
        body: JSON.stringify({ operation: "fixture.count" }),
        signal: left.signal,
      }).catch(() => null);
      const ticket = await vi.waitFor(async () => {
        const [first] = await organization.waiting();
        if (first === undefined) throw new Error("nothing waits yet");
        return first;
      }, SOON);
      left.abort();
      await sent;
      await organization.decide(ticket, "approve");
      const came = await post("/v1/decisions", {}, { "countersign-approval": ticket, prefer: "wait=30" });
      expect(came.body).toMatchObject({ decision: "allow", id: `${ticket}.1` });
    });
  });

  it.each<[string, object, string]>([
    ["no operation", {}, "operation"],
    ["arguments that are a list", { operation: "fixture.echo", arguments: [1] }, "arguments"],
    ["a field we don't know", { operation: "fixture.echo", argumnets: {} }, "argumnets"],
    ["an outcome in no time", { operation: "fixture.echo", outcomeWithinMs: 1 }, "outcomeWithinMs"],
  ])("%s is refused with the field named", async (_what, body, field) => {
    const told = await post("/v1/decisions", body);
    expect(told).toMatchObject({ status: 400, body: { code: "request.body.invalid" } });
    expect(JSON.stringify(told.body)).toContain(field);
  });
});
