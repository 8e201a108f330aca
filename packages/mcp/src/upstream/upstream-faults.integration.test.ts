import type { ServerResponse } from "node:http";
import { Agent } from "undici";
import { describe, expect, test } from "vitest";
import {
  legacyServer,
  modernServer,
  openStream,
  type ScriptedServer,
  type SeenRequest,
  sendError,
  sendResult,
  startScriptedServer,
} from "../testing/scripted-server.ts";
import { upstreamClients } from "../testing/upstream-clients.ts";

const echo = { name: "echo", argumentsJson: "{}" };
const OK = '{"content":[]}';
const client = upstreamClients();

const callsSeen = (server: ScriptedServer): SeenRequest[] =>
  server.seen.filter(({ method }) => method === "tools/call");

describe("it is certain that nothing ran", () => {
  test("when nobody listens", async () => {
    const gone = await startScriptedServer(() => {});
    await gone.close();
    const upstream = client(gone);
    const answer = await upstream.callTool(echo);
    expect(answer).toMatchObject({ ok: false, kind: "not_sent", mayHaveRun: false, cause: "ECONNREFUSED" });
  });

  test("when no connection comes about in time, and nothing is sent when it does later", async () => {
    const server = await modernServer(() => {});
    const waiting: (() => void)[] = [];
    const slow = new Agent({
      connect: (_options, callback) => {
        waiting.push(() => callback(new Error("too late"), null));
      },
    });
    const upstream = client(server, { dispatcher: slow, timeouts: { sendMs: 30 } });
    expect(await upstream.callTool(echo)).toMatchObject({ kind: "not_sent", mayHaveRun: false });
    for (const connect of waiting) connect();
    expect(server.seen).toEqual([]);
    await slow.destroy();
  });

  test("when no connection is free in time: the waiting call is never sent", async () => {
    const held: ServerResponse[] = [];
    const server = await modernServer((_request, res) => held.push(res));
    const narrow = new Agent({ connections: 1 });
    const upstream = client(server, { dispatcher: narrow, timeouts: { sendMs: 100 } });
    const first = upstream.callTool(echo);
    await server.next("tools/call");
    expect(await upstream.callTool({ ...echo, name: "second" })).toMatchObject({ kind: "not_sent", mayHaveRun: false });
    const [request] = callsSeen(server);
    const [res] = held;
    if (request && res) sendResult(request, res, OK);
    expect(await first).toMatchObject({ ok: true });
    await upstream.connect();
    await narrow.destroy();
    expect(callsSeen(server).map(({ params }) => params["name"])).toEqual(["echo"]);
  });

  test.each([401, 403, 404, 413, 429])("when the upstream refuses with HTTP %i", async (status) => {
    const upstream = client(await modernServer((_request, res) => res.writeHead(status).end("no")));
    expect(await upstream.callTool(echo)).toMatchObject({ kind: "upstream_error", mayHaveRun: false, status });
  });

  test("when a redirect is answered: it isn't followed", async () => {
    const server = await modernServer((_request, res) => res.writeHead(307, { location: "/other" }).end());
    expect(await client(server).callTool(echo)).toMatchObject({
      kind: "upstream_error",
      mayHaveRun: false,
      status: 307,
    });
    expect(callsSeen(server)).toHaveLength(1);
  });

  test.each([500, 401])(
    "when the probe is answered with HTTP %i: neither handshake nor call follow",
    async (status) => {
      const server = await startScriptedServer((_request, res) => res.writeHead(status).end());
      expect(await client(server).callTool(echo)).toMatchObject({ kind: "upstream_error", mayHaveRun: false, status });
      expect(server.seen.map(({ method }) => method)).toEqual(["server/discover"]);
    },
  );

  test("when the caller had given up before", async () => {
    const server = await modernServer(() => {});
    const answer = await client(server).callTool({ ...echo, signal: AbortSignal.abort() });
    expect(answer).toMatchObject({ kind: "aborted", mayHaveRun: false });
    expect(callsSeen(server)).toEqual([]);
  });
});

describe("the tool may have run", () => {
  test("when the connection breaks after the request", async () => {
    const server = await modernServer((_request, res) => res.destroy());
    expect(await client(server).callTool(echo)).toMatchObject({ kind: "unknown", mayHaveRun: true });
    expect(callsSeen(server)).toHaveLength(1);
  });

  test("when the connection breaks inside the answer", async () => {
    const server = await modernServer((_request, res) => {
      res.writeHead(200, { "content-type": "application/json", "content-length": "500" }).write('{"jsonrpc"');
      setImmediate(() => res.destroy());
    });
    expect(await client(server).callTool(echo)).toMatchObject({ kind: "unknown", mayHaveRun: true });
  });

  test("when the stream ends without an answer", async () => {
    const server = await modernServer((_request, res) => {
      openStream(res)('{"jsonrpc":"2.0","method":"notifications/message","params":{}}');
      res.end();
    });
    expect(await client(server).callTool(echo)).toMatchObject({
      kind: "unknown",
      mayHaveRun: true,
      cause: "stream_ended",
    });
  });

  test("when the upstream is silent past the total time", async () => {
    const upstream = client(await modernServer(() => {}), { timeouts: { totalMs: 50 } });
    expect(await upstream.callTool(echo)).toMatchObject({ kind: "timeout", mayHaveRun: true });
  });

  test("when the upstream only reports progress past the total time", async () => {
    const timers: NodeJS.Timeout[] = [];
    const server = await modernServer((_request, res) => {
      const send = openStream(res);
      timers.push(setInterval(() => send('{"jsonrpc":"2.0","method":"notifications/message","params":{}}'), 10));
    });
    const answer = await client(server).callTool({ ...echo, totalMs: 80 });
    for (const timer of timers) clearInterval(timer);
    expect(answer).toMatchObject({ kind: "timeout", mayHaveRun: true });
  });

  test("when the upstream fails with 502, and it isn't asked again", async () => {
    const server = await modernServer((_request, res) => res.writeHead(502).end());
    expect(await client(server).callTool(echo)).toMatchObject({
      kind: "upstream_error",
      mayHaveRun: true,
      status: 502,
    });
    expect(callsSeen(server)).toHaveLength(1);
  });

  test.each<[string, string]>([
    ["no JSON", "oops"],
    ["another's answer", '{"jsonrpc":"2.0","id":99999,"result":{}}'],
    ["a result that is no object", '{"jsonrpc":"2.0","id":2,"result":5}'],
    ["a very deep result", `{"jsonrpc":"2.0","id":2,"result":{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}}`],
    ["a result of too many members", `{"jsonrpc":"2.0","id":2,"result":{"a":[${"[],".repeat(150_000)}0]}}`],
    ["nothing", ""],
  ])("when the answer is %s", async (_name, body) => {
    const server = await modernServer((_request, res) => res.setHeader("content-type", "application/json").end(body));
    expect(await client(server).callTool(echo)).toMatchObject({
      kind: "upstream_error",
      mayHaveRun: true,
      cause: "malformed",
    });
  });

  test.each<[string, (res: ServerResponse) => void]>([
    ["of known length", (res) => res.setHeader("content-type", "application/json").end("x".repeat(5000))],
    [
      "in pieces",
      (res) => {
        for (let n = 0; n < 50; n += 1) res.write("x".repeat(100));
      },
    ],
    [
      "as a stream",
      (res) => {
        const send = openStream(res);
        for (let n = 0; n < 50; n += 1) send("x".repeat(100));
      },
    ],
    [
      "as one endless event",
      (res) => {
        res.writeHead(200, { "content-type": "text/event-stream" }).write("x".repeat(5000));
      },
    ],
  ])("when the answer is too large, %s", async (_name, script) => {
    const upstream = client(await modernServer((_request, res) => script(res)), { bounds: { maxResponseBytes: 1000 } });
    expect(await upstream.callTool(echo)).toMatchObject({ kind: "too_large", mayHaveRun: true });
  });
});

test("how long an overloaded upstream asks to wait is passed on", async () => {
  const server = await modernServer((_request, res) => res.writeHead(429, { "retry-after": "7" }).end());
  expect(await client(server).callTool(echo)).toMatchObject({ mayHaveRun: false, status: 429, retryAfterMs: 7000 });
});

test("a result that wants more than we declared to be able to give is a failure", async () => {
  const wants = '{"resultType":"input_required","requestState":"s"}';
  const server = await modernServer((request, res) => sendResult(request, res, wants));
  expect(await client(server).callTool(echo)).toMatchObject({
    kind: "upstream_error",
    mayHaveRun: true,
    cause: "result_type",
  });
});

describe("cancelling", () => {
  test("closes the stream of a modern call", async () => {
    const stop = new AbortController();
    const closed: Promise<void>[] = [];
    const server = await modernServer((_request, res) => {
      closed.push(new Promise((resolve) => res.on("close", resolve)));
      openStream(res);
    });
    const answer = client(server).callTool({ ...echo, signal: stop.signal });
    await server.next("tools/call");
    stop.abort();
    expect(await answer).toMatchObject({ kind: "aborted", mayHaveRun: true });
    await Promise.all(closed);
    expect(closed).toHaveLength(1);
  });

  test("tells an upstream of the handshake era which request is meant", async () => {
    const stop = new AbortController();
    const server = await legacyServer(() => {});
    const answer = client(server).callTool({ ...echo, signal: stop.signal });
    const call = await server.next("tools/call");
    stop.abort();
    expect(await answer).toMatchObject({ kind: "aborted", mayHaveRun: true });
    expect((await server.next("notifications/cancelled")).params).toMatchObject({ requestId: call.id });
  });
});

test("an error of the upstream arrives whole, and says whether the tool may have run", async () => {
  const server = await modernServer((request, res) => {
    const code = request.params["name"] === "echo" ? -32602 : -32603;
    sendError(request, res, { status: 200, code, message: "told so" });
  });
  const upstream = client(server);
  const error = { code: -32602, message: "told so" };
  expect(await upstream.callTool(echo)).toMatchObject({ kind: "rpc_error", mayHaveRun: false, error });
  expect(await upstream.callTool({ ...echo, name: "other" })).toMatchObject({ kind: "rpc_error", mayHaveRun: true });
});
