import { canonicalJson, isJsonObject, type JsonObject, type JsonValue, parseStrictJson } from "@countersign/core";
import { volume } from "@countersign/testkit";
import fc from "fast-check";
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
} from "../testing/scripted-server.ts";
import { upstreamClients } from "../testing/upstream-clients.ts";

const echo = { name: "echo", argumentsJson: "{}" };
const OK = '{"content":[]}';
const client = upstreamClients();

const seenOf = (server: ScriptedServer, method: string): SeenRequest[] =>
  server.seen.filter((request) => request.method === method);

/** Arguments of any shape, as some client writes them: members in any order, escapes where none are needed, spaces. */
const anyArguments = fc.dictionary(
  fc
    .string({ unit: "grapheme", maxLength: 8 })
    .filter((name) => !["__proto__", "constructor", "prototype"].includes(name)),
  fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value)) as JsonValue),
  { maxKeys: 6, noNullPrototype: true },
);

function asWritten(value: JsonObject, style: number): string {
  const members = style % 2 === 0 ? Object.entries(value) : Object.entries(value).reverse();
  const text = JSON.stringify(Object.fromEntries(members), null, style % 3);
  if (style % 5 < 3) return text;
  return text.replace(/[^\0-\u007f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

const CALLS = volume({ ci: 200, soak: 100_000 });
const AT_ONCE = 16;
const PATIENCE_MS = volume({ ci: 60_000, soak: 3_600_000 });

describe("P13: what is judged is what is forwarded", () => {
  test(
    "the upstream's bytes are the canonical text of what was read, for any arguments",
    async () => {
      const server = await modernServer((request, res) => sendResult(request, res, OK));
      const upstream = client(server);
      const wanted = fc.sample(fc.tuple(anyArguments, fc.nat()), { numRuns: CALLS, seed: 13 });
      const expected = new Map<string, string>();
      const send = async (place: number): Promise<void> => {
        const [value = {}, style = 0] = wanted[place] ?? [];
        const read = parseStrictJson(asWritten(value, style));
        // What can't be kept exactly is refused before anybody judges it.
        if (!read.ok || !isJsonObject(read.value)) return;
        const argumentsJson = canonicalJson(read.value);
        expected.set(`t${place}`, argumentsJson);
        expect(await upstream.callTool({ name: `t${place}`, argumentsJson })).toMatchObject({ ok: true });
      };
      await Promise.all(
        Array.from({ length: AT_ONCE }, async (_, lane) => {
          for (let place = lane; place < CALLS; place += AT_ONCE) await send(place);
        }),
      );
      const calls = seenOf(server, "tools/call");
      expect(calls).toHaveLength(expected.size);
      expect(expected.size).toBeGreaterThan(CALLS / 2);
      const differing = calls.filter(({ text, params }) => {
        const canonical = expected.get(String(params["name"]));
        return (
          canonical === undefined ||
          text.split(`"arguments":${canonical}`).length !== 2 ||
          JSON.stringify(params["arguments"]) !== JSON.stringify(JSON.parse(canonical))
        );
      });
      expect(differing.map(({ text }) => text)).toEqual([]);
    },
    PATIENCE_MS,
  );
});

describe("what is sent and what is given back", () => {
  test("arguments go out byte for byte, and the result comes back byte for byte", async () => {
    const result =
      '{ "content": [],\n "structuredContent": {"n": 1.50, "big": 12345678901234567890, "e": 1E+2, "u": "\\u00e9"}, "x-new": null }';
    const server = await modernServer((request, res) => sendResult(request, res, result));
    const argumentsJson = '{"b":2,"a":{"z":1,"y":[1.5,"é"]}}';
    const answer = await client(server).callTool({ name: "echo", argumentsJson, meta: { "example.com/trace": "t1" } });
    expect(answer).toMatchObject({ ok: true, result });
    const [call] = seenOf(server, "tools/call");
    expect(call?.text).toContain(`"arguments":${argumentsJson}`);
    expect(call?.params["_meta"]).toMatchObject({
      "example.com/trace": "t1",
      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    });
  });

  test("the protocol's headers can't be replaced by configured ones", async () => {
    const server = await modernServer((request, res) => sendResult(request, res, OK));
    const headers = (): Record<string, string> => ({
      "Mcp-Name": "other",
      Host: "evil.test",
      "X-Api-Key": "k",
      Accept: "text/html",
    });
    expect(await client(server, { headers }).callTool(echo)).toMatchObject({ ok: true });
    const sent = seenOf(server, "tools/call")[0]?.headers;
    expect(sent).toMatchObject({ "mcp-name": "echo", "x-api-key": "k", accept: "application/json, text/event-stream" });
    expect(sent?.host).toMatch(/^127\.0\.0\.1:/);
  });

  test("a credential that changes is used from the next request on", async () => {
    const server = await modernServer((request, res) => sendResult(request, res, OK));
    let token = "one";
    const upstream = client(server, { headers: () => ({ authorization: `Bearer ${token}` }) });
    await upstream.callTool(echo);
    token = "two";
    await upstream.callTool(echo);
    expect(seenOf(server, "tools/call").map(({ headers }) => headers.authorization)).toEqual([
      "Bearer one",
      "Bearer two",
    ]);
  });

  test("answers of parallel calls aren't mixed up", async () => {
    const server = await legacyServer((request, res) => {
      const reply = (): void =>
        sendResult(request, res, `{"content":[{"type":"text","text":"${String(request.params["name"])}"}]}`);
      setTimeout(reply, Math.random() * 20);
    });
    const upstream = client(server);
    const names = Array.from({ length: 200 }, (_, n) => `tool-${n}`);
    const answers = await Promise.all(names.map((name) => upstream.callTool({ name, argumentsJson: "{}" })));
    expect(answers.map((answer) => answer.ok && answer.value["content"])).toEqual(
      names.map((text) => [{ type: "text", text }]),
    );
    expect(seenOf(server, "initialize")).toHaveLength(1);
    expect(new Set(seenOf(server, "tools/call").map(({ id }) => id)).size).toBe(200);
  });
});

describe("requests of the upstream inside a call", () => {
  test("get an answer, so that nothing hangs", async () => {
    const replies: unknown[] = [];
    let finish = (): void => {};
    const server = await legacyServer((request, res) => {
      if (request.method !== "tools/call") {
        res.writeHead(202).end();
        replies.push(JSON.parse(request.text));
        if (replies.length === 2) finish();
        return;
      }
      const send = openStream(res);
      finish = () => send(`{"jsonrpc":"2.0","id":${Number(request.id)},"result":${OK}}`);
      send('{"jsonrpc":"2.0","id":"q1","method":"sampling/createMessage","params":{}}');
      send('{"jsonrpc":"2.0","id":"q2","method":"ping"}');
    });
    expect(await client(server).callTool(echo)).toMatchObject({ ok: true });
    expect(replies).toContainEqual(
      expect.objectContaining({ id: "q1", error: expect.objectContaining({ code: -32601 }) }),
    );
    expect(replies).toContainEqual({ jsonrpc: "2.0", id: "q2", result: {} });
  });
});

describe("a call's stream that breaks off", () => {
  const answerOn = (request: SeenRequest, id: unknown): string =>
    `{"jsonrpc":"2.0","id":${Number(id)},"result":{"content":[],"from":"${request.http}"}}`;

  test("is taken up again after the pause asked for, at its last event, and the call isn't sent twice", async () => {
    let id: unknown;
    let resumes = 0;
    const server = await legacyServer((request, res) => {
      res.writeHead(200, { "content-type": "text/event-stream" });
      if (request.method === "tools/call") {
        id = request.id;
        res.end("id: e1\nretry: 5\ndata:\n\n");
        return;
      }
      resumes += 1;
      if (resumes === 1) res.end("id: e2\ndata:\n\n");
      else res.end(`id: e3\ndata: ${answerOn(request, id)}\n\n`);
    });
    expect(await client(server).callTool(echo)).toMatchObject({ ok: true, value: { from: "GET" } });
    expect(seenOf(server, "GET").map(({ headers }) => headers["last-event-id"])).toEqual(["e1", "e2"]);
    expect(seenOf(server, "tools/call")).toHaveLength(1);
  });

  test("and can't be taken up again is an unknown outcome", async () => {
    const server = await legacyServer((request, res) => {
      if (request.http === "GET") return void res.writeHead(405).end();
      res.writeHead(200, { "content-type": "text/event-stream" }).end("id: e1\nretry: 5\ndata:\n\n");
    });
    expect(await client(server).callTool(echo)).toMatchObject({ ok: false, kind: "unknown", mayHaveRun: true });
  });

  test("isn't taken up past the total time", async () => {
    const server = await legacyServer((_request, res) => {
      res.writeHead(200, { "content-type": "text/event-stream" }).end("id: e1\nretry: 5\ndata:\n\n");
    });
    const answer = await client(server).callTool({ ...echo, totalMs: 60 });
    expect(answer).toMatchObject({ ok: false, mayHaveRun: true });
  });
});

describe("the session of a handshake", () => {
  test("is opened once for all, and names itself with its revision", async () => {
    const server = await legacyServer((request, res) => sendResult(request, res, OK));
    const upstream = client(server);
    await Promise.all([upstream.callTool(echo), upstream.callTool(echo), upstream.callTool(echo)]);
    expect(seenOf(server, "initialize")).toHaveLength(1);
    expect(seenOf(server, "notifications/initialized")).toHaveLength(1);
    for (const { headers } of seenOf(server, "tools/call")) {
      expect(headers).toMatchObject({ "mcp-session-id": "s1", "mcp-protocol-version": "2025-11-25" });
    }
  });

  test.each([
    [404, -32001, "Session not found"],
    [400, -32000, "Bad Request: No valid session ID provided"],
  ])("that is gone (HTTP %i) is opened anew once, and the call sent again", async (status, code, message) => {
    const server = await legacyServer((request, res) => {
      if (request.headers["mcp-session-id"] === "s1") return sendError(request, res, { status, code, message });
      sendResult(request, res, OK);
    });
    expect(await client(server).callTool(echo)).toMatchObject({ ok: true });
    expect(seenOf(server, "tools/call").map(({ headers }) => headers["mcp-session-id"])).toEqual(["s1", "s2"]);
  });

  test("that is gone again is not opened a third time", async () => {
    const server = await legacyServer((_request, res) => res.writeHead(404).end());
    expect(await client(server).callTool(echo)).toMatchObject({ ok: false, mayHaveRun: false, status: 404 });
    expect(seenOf(server, "tools/call")).toHaveLength(2);
  });

  test("is ended when the client closes", async () => {
    const server = await legacyServer((request, res) => sendResult(request, res, OK));
    const upstream = client(server);
    await upstream.callTool(echo);
    await upstream.close();
    expect(seenOf(server, "DELETE").map(({ headers }) => headers["mcp-session-id"])).toEqual(["s1"]);
    expect(await upstream.callTool(echo)).toMatchObject({ ok: false, kind: "not_sent", cause: "closed" });
  });
});

test("closing lets a running call end, and closes a dispatcher of its own", async () => {
  let finish = (): void => {};
  const server = await modernServer((request, res) => {
    finish = () => sendResult(request, res, OK);
  });
  const own = new Agent();
  const upstream = client(server, { dispatcher: own, ownsDispatcher: true });
  const running = upstream.callTool(echo);
  await server.next("tools/call");
  await upstream.close();
  await upstream.close();
  finish();
  expect(await running).toMatchObject({ ok: true });
  expect(own.closed).toBe(true);
});

describe("the era", () => {
  test("is asked again when its verdict has expired", async () => {
    let now = 0;
    const server = await modernServer((request, res) => sendResult(request, res, OK));
    const upstream = client(server, { verdictMs: 1000, now: () => now });
    for (const at of [0, 999, 1000, 1500]) {
      now = at;
      await upstream.callTool(echo);
    }
    expect(seenOf(server, "server/discover")).toHaveLength(2);
  });

  test("is asked again at once when the upstream refuses the revision", async () => {
    let refusals = 1;
    const server = await modernServer((request, res) => {
      refusals -= 1;
      if (refusals >= 0) return sendError(request, res, { status: 400, code: -32022, message: "unsupported" });
      sendResult(request, res, OK);
    });
    expect(await client(server).callTool(echo)).toMatchObject({ ok: true });
    expect(seenOf(server, "server/discover")).toHaveLength(2);
  });

  test("one caller's giving up doesn't end the probe that others wait for", async () => {
    const server = await modernServer((request, res) => sendResult(request, res, OK));
    const upstream = client(server);
    const stop = new AbortController();
    const given = upstream.callTool({ ...echo, signal: stop.signal });
    const other = upstream.callTool(echo);
    stop.abort();
    expect(await given).toMatchObject({ kind: "aborted", mayHaveRun: false });
    expect(await other).toMatchObject({ ok: true });
  });
});

describe("the list of tools", () => {
  const tool = (name: string): string => `{"name":"${name}","inputSchema":{"type":"object"},"x":1.0}`;

  test("is read over all its pages, each definition as it was written", async () => {
    const server = await modernServer((request, res) => {
      const isFirst = request.params["cursor"] === undefined;
      sendResult(
        request,
        res,
        isFirst ? `{"tools":[${tool("a")},${tool("b")}],"nextCursor":"2"}` : `{"tools":[ ${tool("c")} ]}`,
      );
    });
    const list = await client(server).listTools();
    expect(list.ok && list.tools.map(({ raw }) => raw)).toEqual([tool("a"), tool("b"), tool("c")]);
  });

  test("leaves out what is no tool and what shares a name, and says so", async () => {
    const server = await modernServer((request, res) =>
      sendResult(request, res, `{"tools":[${tool("a")},${tool("b")},${tool("a")},{"name":"c"},5]}`),
    );
    const list = await client(server).listTools();
    expect(list).toMatchObject({ ok: true, tools: [{ name: "b" }], dropped: ["a", "(not a tool)"] });
  });

  test.each([
    ["cursor_repeats", '{"tools":[],"nextCursor":"again"}'],
    ["too_many_tools", `{"tools":[${Array.from({ length: 11 }, (_, n) => tool(`t${n}`)).join(",")}]}`],
    ["no_tools", "{}"],
  ])("that can't be trusted (%s) is a failure, not a part of a list", async (cause, result) => {
    const server = await modernServer((request, res) => sendResult(request, res, result));
    const upstream = client(server, { bounds: { maxTools: 10 } });
    expect(await upstream.listTools()).toMatchObject({ ok: false, kind: "upstream_error", cause });
  });

  test.each([
    ["modern", modernServer, "subscriptions/listen"],
    ["handshake", legacyServer, "GET"],
  ] as const)("is told to have changed by an upstream of the %s era", async (_era, start, method) => {
    const server = await start((request, res) => {
      if (request.method !== method) return sendResult(request, res, OK);
      openStream(res)('{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}');
    });
    await new Promise<void>((resolve) => {
      void client(server, { onListChanged: resolve }).connect();
    });
    expect(seenOf(server, method)).toHaveLength(1);
  });
});
