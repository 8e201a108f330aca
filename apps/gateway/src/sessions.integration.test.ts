import { once } from "node:events";
import { connect } from "node:net";
import { newId } from "@countersign/contracts";
import { type FixtureMcpServer, startFixtureMcpServer } from "@countersign/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Agent, type Answer, readAnswer, TAKES_TASKS } from "./testing/agent.ts";
import { makeOrganization, type TestOrganization } from "./testing/organization.ts";
import { type Platform, startPlatform, type TestGateway } from "./testing/platform.ts";

const policyOf = (more: string) => `
version: 1
rules:
  - { id: say, agents: [scout], operations: [fixture.echo, fixture.slow], effect: allow }
  - { id: alone, agents: [scout], operations: [fixture.count], effect: allow, limits: [{ concurrency: 1 }] }
  - id: ask
    agents: [scout]
    operations: [fixture.structured]
    effect: require_approval
    approval: { by: [role:owner], expires: 30m, run: on_claim }
    on_deny: { respond: { text: Not now. } }
  ${more}
`;
const POLICY = policyOf("");
const SOON = { timeout: 20_000, interval: 50 };

/** A client of the handshake era as small as can be. */
class Session {
  readonly #url: string;
  readonly #headers: Record<string, string>;

  constructor(url: string, headers: Record<string, string>) {
    this.#url = url;
    this.#headers = headers;
  }

  static async open(url: string, key: string): Promise<Session> {
    const headers = {
      authorization: `Bearer ${key}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
    };
    const clientInfo = { name: "t", version: "1" };
    const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo };
    const body = JSON.stringify({ jsonrpc: "2.0", id: 0, method: "initialize", params });
    const opened = await fetch(`${url}/mcp`, { method: "POST", headers, body });
    const sessionId = opened.headers.get("mcp-session-id") ?? "";
    return new Session(url, { ...headers, "mcp-session-id": sessionId, "mcp-protocol-version": "2025-11-25" });
  }

  /** The same session through another gateway. */
  at(url: string): Session {
    return new Session(url, this.#headers);
  }

  async send(message: object, onEvent?: (data: string) => void): Promise<Answer> {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    return readAnswer(await fetch(`${this.#url}/mcp`, { method: "POST", headers: this.#headers, body }), onEvent);
  }

  call(
    id: number,
    name: string,
    args: object = {},
    meta: object = {},
    onEvent?: (data: string) => void,
  ): Promise<Answer> {
    return this.send({ id, method: "tools/call", params: { name, arguments: args, _meta: meta } }, onEvent);
  }

  async end(): Promise<number> {
    return (await fetch(`${this.#url}/mcp`, { method: "DELETE", headers: this.#headers })).status;
  }

  /** The stream of what the server says by itself. Resolves when it is open. */
  async listen(): Promise<{ readonly heard: string[]; readonly ended: Promise<unknown>; close(): void }> {
    const leave = new AbortController();
    const response = await fetch(`${this.#url}/mcp`, {
      headers: { ...this.#headers, accept: "text/event-stream" },
      signal: leave.signal,
    });
    const heard: string[] = [];
    const ended = readAnswer(response, (event) => heard.push(event)).catch(() => null);
    return { heard, ended, close: () => leave.abort() };
  }
}

describe("a session of the handshake era", () => {
  let platform: Platform;
  let gateways: readonly [TestGateway, TestGateway];
  let fixture: FixtureMcpServer;
  let organization: TestOrganization;
  let session: Session;

  beforeAll(async () => {
    platform = await startPlatform();
    fixture = await startFixtureMcpServer();
    gateways = [await platform.startGateway(), await platform.startGateway()];
  });
  beforeEach(async () => {
    organization = await makeOrganization(platform, { connections: { fixture }, policy: POLICY });
    session = await Session.open(gateways[0].url, organization.agent().key.text);
  });
  afterAll(async () => {
    await platform?.close();
    await fixture?.close();
  });

  it("works through any gateway, and once ended through none", async () => {
    const there = session.at(gateways[1].url);
    expect((await there.call(1, "fixture__echo", { text: "hello" })).text).toBe("hello");
    expect((await session.call(2, "fixture__echo", { text: "hello" })).text).toBe("hello");
    expect(await there.end()).toBe(204);
    const before = fixture.calls().count;
    for (const at of [session, there]) {
      expect((await at.call(3, "fixture__echo", { text: "hello" })).status).toBe(404);
      expect((await at.call(4, "fixture__nothing")).status).toBe(404);
      expect((await at.call(5, "countersign__await_approval", { ticket: "apr_x" })).status).toBe(404);
      expect((await at.send({ id: 6, method: "tools/list" })).status).toBe(404);
      expect((await at.send({ id: 7, method: "ping" })).status).toBe(404);
      expect((await at.send({ method: "notifications/initialized" })).status).toBe(404);
      expect(await at.end()).toBe(404);
    }
    expect(fixture.calls().count).toBe(before);
  });

  it("hears that its tools changed, and its stream ends when its key is revoked", async () => {
    const [here, there] = [await session.listen(), await session.at(gateways[1].url).listen()];
    await organization.publish(policyOf("- { id: more, agents: [scout], operations: [fixture.add], effect: allow }"));
    for (const stream of [here, there]) {
      await expect.poll(() => stream.heard.join("\n"), SOON).toContain("notifications/tools/list_changed");
    }
    await organization.revoke(organization.agent().key.id);
    await Promise.all([here.ended, there.ended]);
  });

  it("opens more than ten streams without a warning of a leak", async () => {
    const warnings: string[] = [];
    const note = (warning: Error): void => void warnings.push(warning.name);
    process.on("warning", note);
    const streams = await Promise.all(Array.from({ length: 12 }, () => session.listen()));
    for (const stream of streams) stream.close();
    await Promise.all(streams.map((stream) => stream.ended));
    process.off("warning", note);
    expect(warnings).toEqual([]);
  });

  it("passes the upstream's progress on under the client's own token", async () => {
    const events: string[] = [];
    const meta = { progressToken: "mine" };
    const answer = await session.call(1, "fixture__slow", { ms: 10 }, meta, (event) => events.push(event));
    expect(answer.text).toBe("slept 10 ms");
    const progress = events.filter((event) => event.includes("notifications/progress"));
    expect(progress).toHaveLength(1);
    expect(progress[0]).toContain('"progressToken":"mine"');
  });

  it("hears progress while a person is awaited", async () => {
    let first = (_event: string): void => {};
    const waits = new Promise<string>((resolve) => {
      first = resolve;
    });
    const held = session.call(1, "fixture__structured", {}, { progressToken: 9 }, (event) => first(event));
    const event = await waits;
    expect(event).toContain('"progressToken":9');
    expect(event).toContain("Waiting for a person");
    const [ticket = ""] = await organization.waiting();
    await organization.decide(ticket, "deny");
    expect((await held).decision?.code).toBe("approval.request.denied");
  });

  it("cancels its running call, which may have run and gives back its room", async () => {
    const hold = fixture.holdNext();
    const running = session.call(41, "fixture__count");
    await hold.arrived;
    expect((await session.call(42, "fixture__count")).decision?.code).toBe("limit.concurrency.reached");
    const cancel = { method: "notifications/cancelled", params: { requestId: 41, reason: "changed my mind" } };
    expect((await session.send(cancel)).status).toBe(202);
    expect((await running).decision?.code).toBe("call.outcome.unknown");
    hold.release();
    expect((await session.call(43, "fixture__count")).decision).toBeNull();
  });

  it("can't cancel a call of another session", async () => {
    const other = await Session.open(gateways[0].url, organization.agent().key.text);
    const hold = fixture.holdNext();
    const running = session.call(41, "fixture__count");
    await hold.arrived;
    await other.send({ method: "notifications/cancelled", params: { requestId: 41 } });
    hold.release();
    expect((await running).decision).toBeNull();
  });

  it("is answered as without them when it asks for the tasks of its revision, which aren't offered to it", async () => {
    const task = { ttl: 60_000 };
    const call = { name: "fixture__echo", arguments: { text: "at once" }, task };
    const said = await session.send({ id: 7, method: "tools/call", params: call });
    expect(said).toMatchObject({ text: "at once" });
    const listed = await session.send({ id: 8, method: "tasks/list" });
    expect(listed.error).toMatchObject({ code: -32601 });
  });

  it("leaves a pending approval alone when it cancels the waiting call", async () => {
    let isWaiting = (_event: string): void => {};
    const waits = new Promise<string>((resolve) => {
      isWaiting = resolve;
    });
    const held = session.call(5, "fixture__structured", {}, {}, (event) => isWaiting(event));
    await waits;
    await session.send({ method: "notifications/cancelled", params: { requestId: 5 } });
    expect((await held).decision?.code).toBe("approval.request.pending");
    expect(await organization.waiting()).toHaveLength(1);
  });
});

describe("a client of the present revision", () => {
  let platform: Platform;
  let fixture: FixtureMcpServer;
  let organization: TestOrganization;
  let agent: Agent;
  let stranger: Agent;

  beforeAll(async () => {
    platform = await startPlatform();
    fixture = await startFixtureMcpServer();
    organization = await makeOrganization(platform, { connections: { fixture }, policy: POLICY });
    await platform.startWorker();
    const { url } = await platform.startGateway();
    agent = new Agent(url, organization.agent().key.text);
    stranger = new Agent(url, "csk_wrong");
  });
  afterAll(async () => {
    await platform?.close();
    await fixture?.close();
  });

  it("cancels its running call by going away, and gives back its room", async () => {
    const hold = fixture.holdNext();
    const gone = new AbortController();
    const running = agent.call("fixture__count", {}, { signal: gone.signal });
    await hold.arrived;
    gone.abort();
    await expect(running).rejects.toThrow();
    await expect.poll(async () => (await agent.call("fixture__count")).decision, SOON).toBeNull();
    hold.release();
  });

  const makeTask = async (): Promise<string> => {
    const { result } = await agent.call("fixture__structured", {}, { meta: TAKES_TASKS });
    return String(result?.["taskId"]);
  };

  it("goes away while its look runs a task's call, or cancels it too late: it runs on, and the next look has its answer", async () => {
    const task = await makeTask();
    await organization.decide(task, "approve");
    const hold = fixture.holdNext();
    const gone = new AbortController();
    const looking = agent.task("tasks/get", task, { meta: TAKES_TASKS, signal: gone.signal });
    await hold.arrived;
    gone.abort();
    await expect(looking).rejects.toThrow();
    expect((await agent.task("tasks/cancel", task)).error).toBeNull();
    expect((await agent.task("tasks/get", task)).result).toMatchObject({ status: "working" });
    hold.release();
    await expect
      .poll(async () => (await agent.task("tasks/get", task)).result, SOON)
      .toMatchObject({ status: "completed", result: { structuredContent: { value: 42 } } });
    expect(fixture.calls().byTool["structured"]).toBe(1);
  });

  it("gets a rule's own answer from a task as an error where the tool promises structured content", async () => {
    const ticket = await makeTask();
    await organization.decide(ticket, "deny");
    expect((await agent.task("tasks/get", ticket)).result).toMatchObject({
      status: "completed",
      result: { isError: true, content: [{ text: "Not now." }] },
    });
    expect((await agent.claim(ticket)).result).toMatchObject({ isError: false, content: [{ text: "Not now." }] });
  });

  it("that takes tasks isn't told of them on a stream, which names what it honours; without taking them it can't ask", async () => {
    const wish = { taskIds: [newId("approval")], toolsListChanged: true };
    const undeclared = await agent.listen(wish);
    expect(undeclared).toMatchObject({ status: 400, error: { code: -32021 } });
    expect(undeclared.body).toContain("io.modelcontextprotocol/tasks");
    expect((await stranger.listen(wish)).status).toBe(401);
    const leave = new AbortController();
    const heard = new Promise<string>((onEvent, reject) => {
      agent.listen(wish, { meta: TAKES_TASKS, signal: leave.signal, onEvent }).catch(reject);
    });
    expect(await heard).toContain('"params":{"notifications":{"toolsListChanged":true}');
    leave.abort();
  });

  it("doesn't keep a gateway from leaving by a connection it has opened and not used", async () => {
    const leaving = await platform.startGateway();
    const socket = connect(Number(new URL(leaving.url).port), "127.0.0.1");
    await once(socket, "connect");
    const ended = once(socket, "close");
    await fetch(`${leaving.url}/healthz`);
    const began = performance.now();
    await leaving.close();
    await ended;
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
