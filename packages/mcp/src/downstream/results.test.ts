import { refusal } from "@countersign/contracts";
import { describe, expect, test } from "vitest";
import { pageOf } from "./pages.ts";
import { callResult, decisionResult, discoverResult, initializeResult, listResult, presentTool } from "./results.ts";

const RAW = '{ "content": [], "structuredContent": {"n": 1.50, "big": 12345678901234567890}, "x-new": 1E2 }';

describe("an upstream's result", () => {
  test("reaches an agent of the handshake era byte for byte", () => {
    expect(callResult(RAW, { era: "legacy" })).toBe(RAW);
  });

  test("gains the result type a modern agent needs, and keeps the rest as it was written", () => {
    expect(callResult(RAW, { era: "modern" })).toBe(
      '{"content":[],"structuredContent":{"n": 1.50, "big": 12345678901234567890},"x-new":1E2,"resultType":"complete"}',
    );
  });

  test("keeps a result type of its own, and loses it toward the handshake era", () => {
    const raw = '{"resultType":"complete","content":[]}';
    expect(callResult(raw, { era: "modern" })).toBe(raw);
    expect(callResult(raw, { era: "legacy" })).toBe('{"content":[]}');
  });

  test("keeps its own _meta beside ours", () => {
    const raw = '{"content":[],"_meta":{"own": 1.0}}';
    const changed = callResult(raw, { era: "legacy", meta: { "io.countersign/record": "rec_1" } });
    expect(changed).toBe('{"content":[],"_meta":{"own":1.0,"io.countersign/record":"rec_1"}}');
  });
});

describe("a tool's definition", () => {
  const raw =
    '{"name":"a","description":"Does it.","inputSchema":{"type":"object","x":1.0},"execution":{"taskSupport":"optional"},"_meta":{"own":1}}';

  test("stays byte for byte where nothing is to be changed", () => {
    expect(presentTool(raw, { era: "legacy" })).toBe(raw);
  });

  test("is changed only in what we say about it", () => {
    const shown = presentTool(raw, { era: "modern", name: "demo__a", note: "Needs approval.", meta: { m: true } });
    expect(JSON.parse(shown)).toEqual({
      name: "demo__a",
      description: "Does it.\n\nNeeds approval.",
      inputSchema: { type: "object", x: 1 },
      _meta: { own: 1, m: true },
    });
    expect(shown).toContain('{"type":"object","x":1.0}');
  });

  test("without a description gets the note as one", () => {
    expect(presentTool('{"name":"a"}', { era: "legacy", note: "N." })).toBe('{"name":"a","description":"N."}');
  });
});

describe("a decision as a tool result", () => {
  const decision = refusal("policy.default.denied", "No rule allows it.");

  test("says the sentence, carries the object in _meta, and never has structured content", () => {
    expect(JSON.parse(decisionResult({ era: "modern", detail: decision.detail, decision, isError: true }))).toEqual({
      content: [{ type: "text", text: "No rule allows it." }],
      isError: true,
      resultType: "complete",
      _meta: { "io.countersign/decision": decision },
    });
  });

  test("is an ordinary result while pending, but an error for a tool with an output schema", () => {
    const pending = { era: "legacy", detail: "wait", decision, isError: false } as const;
    expect(JSON.parse(decisionResult(pending))).toMatchObject({ isError: false });
    expect(JSON.parse(decisionResult({ ...pending, hasOutputSchema: true }))).toMatchObject({ isError: true });
  });
});

test("a list may be kept by its own client only, and says so in the era that has words for it", () => {
  const parts = { items: ['{"name":"a"}'], nextCursor: "c", ttlMs: 5000 };
  expect(JSON.parse(listResult("tools", { ...parts, era: "modern" }))).toEqual({
    tools: [{ name: "a" }],
    nextCursor: "c",
    resultType: "complete",
    ttlMs: 5000,
    cacheScope: "private",
  });
  expect(listResult("tools", { ...parts, era: "legacy" })).toBe('{"tools":[{"name":"a"}],"nextCursor":"c"}');
});

test("both openings name the server and what it can", () => {
  const server = { info: { name: "countersign", version: "1" }, capabilities: { tools: {} }, instructions: "Hello." };
  expect(JSON.parse(initializeResult("2025-06-18", server))).toEqual({
    protocolVersion: "2025-06-18",
    capabilities: { tools: {} },
    serverInfo: server.info,
    instructions: "Hello.",
  });
  expect(JSON.parse(discoverResult(server, 0))).toMatchObject({
    supportedVersions: ["2026-07-28"],
    cacheScope: "private",
    instructions: "Hello.",
  });
});

describe("pages", () => {
  const all = Array.from({ length: 25 }, (_, n) => n);
  const list = { size: 10, tag: "v1" };

  test("follow one another to the end", () => {
    const seen: number[] = [];
    let cursor: string | null = null;
    do {
      const page: ReturnType<typeof pageOf<number>> = pageOf(all, cursor, list);
      if (page === null) throw new Error("a cursor of ours must be good");
      seen.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(all);
  });

  test.each(["", "x", "!!!", Buffer.from("10:v2").toString("base64url"), Buffer.from("999:v1").toString("base64url")])(
    "a cursor %j that isn't of this list is no page",
    (cursor) => {
      expect(pageOf(all, cursor, list)).toBeNull();
    },
  );
});
