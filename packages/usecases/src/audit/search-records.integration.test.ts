import type { CallRecord, RecordFilter } from "@countersign/contracts";
import { parseArgumentCondition } from "@countersign/core";
import { postgresAuditStore, takeWriterLease } from "@countersign/db/audit";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  makeOrganization,
  openStores,
  type TestOrganization,
  type TestStores,
} from "../approvals/test-organization.ts";
import { countRecordFacets, searchRecords, tailRecords } from "./search-records.ts";
import { callRecordOf, streamItemOf } from "./test-records.ts";
import { type AuditWriter, writeRecords } from "./write-records.ts";

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

let stores: TestStores;
let org: TestOrganization;
let other: TestOrganization;
let writer: AuditWriter;
let position = "0-0";
let place = 0;
const deps = () => ({ audit: postgresAuditStore(stores.db) });

async function write(records: readonly CallRecord[]): Promise<void> {
  const items = records.map((record) => streamItemOf(record, place++));
  const written = await writeRecords(writer, position, items);
  if (written.kind !== "WRITTEN") throw new Error("the writer lost its shard");
  position = written.position;
}

function body(value: unknown, isCut = false) {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return { text, bytes: text.length, sha256: "a".repeat(64), isCut };
}

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
const SAID = `say "hi"\nC:\\temp 100%_sure`;

beforeAll(async () => {
  stores = await openStores();
  [org, other] = [await makeOrganization(stores), await makeOrganization(stores)];
  const lease = await takeWriterLease(stores.workerUrl, 0);
  if (!lease) throw new Error("somebody holds the shard");
  writer = { db: stores.worker, shard: 0, fence: lease.fence };
  position = lease.position;
  const call = (summary: string, change: Partial<CallRecord>) =>
    callRecordOf(org.id, { summary, result: null, arguments: body({}), ruleIds: [], ...change });
  const mail = { to: ["ana@acme.io", "bo@globex.com"], subject: "Hello", body: SAID, limit: 5, flag: true, none: null };
  await write([
    call("mail", { at: daysAgo(0), arguments: body(mail), operationName: "send_email", costMicros: "1000" }),
    call("text5", { at: daysAgo(1), arguments: body({ limit: "5", nested: { "a.b": [{ n: 7 }, { n: 9 }] } }) }),
    call("large", {
      at: daysAgo(3),
      arguments: body('{"limit":9007199254740993,"q":"東京タワー"}'),
      costMicros: "2500000",
    }),
    call("small", {
      at: daysAgo(9),
      arguments: body({ limit: -0.5, to: "ANA@acme.io" }),
      decision: "deny",
      outcome: "denied",
    }),
    call("cut", {
      at: daysAgo(20),
      arguments: body('{"limit":5,"to":"ana@a', true),
      labels: ["untrusted", "it's \\ odd"],
    }),
    call("wide", {
      at: daysAgo(40),
      arguments: body({ ...Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`k${n}`, n])), zz: "deep" }),
      errorCode: "call.upstream.unreachable",
    }),
    call("odd", {
      at: daysAgo(70),
      arguments: body('{"a":"x\\u0000y"}'),
      result: body({ hits: [{ title: "Robot arms" }] }),
    }),
    callRecordOf(other.id, { summary: "mail", arguments: body(mail) }),
  ]);
  await lease.release();
});
afterAll(async () => stores?.close());

function conditions(...texts: string[]): RecordFilter {
  const all = texts.map((text) => {
    const condition = parseArgumentCondition(text);
    if ("problem" in condition) throw new Error(condition.problem);
    return { ...condition, path: [...condition.path] };
  });
  return { arguments: all };
}

async function found(filter: RecordFilter, mayReadBodies = true): Promise<string[]> {
  const wanted = { organizationId: org.id, filter, mayReadBodies };
  const { records } = await searchRecords(deps(), { ...wanted, limit: 50, cursor: null });
  const facets = await countRecordFacets(deps(), wanted);
  // What is counted is what is found.
  expect(facets.total).toEqual({ count: records.length, isMore: false });
  return records.map((record) => record.summary);
}

describe("arguments by their path", () => {
  it.each([
    ["to = ana@acme.io", ["mail"]],
    ["args.to[1] = bo@globex.com", ["mail"]],
    ["to[0] = bo@globex.com", []],
    ["to != ana@acme.io", ["small"]],
    ["to ~ ANA@", ["mail", "small"]],
    ["limit = 5", ["mail"]],
    ["limit = 5.0", ["mail"]],
    ['limit = "5"', ["text5"]],
    ["limit > 4", ["mail", "large"]],
    ["limit >= 5", ["mail", "large"]],
    ["limit > 5", ["large"]],
    ["limit < 5", ["small"]],
    ["limit <= -0.5", ["small"]],
    ["limit = 9007199254740993", ["large"]],
    ["limit = 9007199254740992", []],
    ["limit > 9007199254740992", ["large"]],
    ["limit >= 9007199254740994", []],
    ["flag = true", ["mail"]],
    ['flag = "true"', []],
    ["none = null", ["mail"]],
    ["none exists", ["mail"]],
    ['nested["a.b"].n = 9', ["text5"]],
    ['nested["a.b"][0].n = 9', []],
    ['nested["a.b"][1].n >= 9', ["text5"]],
    ["nested exists", ["text5"]],
    ["k299 = 299", ["wide"]],
    ["zz = deep", ["wide"]],
    ["zz ~ EE", ["wide"]],
    ["body ~ 100%_s", ["mail"]],
    ["body ~ 100%", ["mail"]],
    ["body ~ 1__%", []],
    ['body ~ "say \\"hi\\"\\n"', ["mail"]],
    ["body ~ C:\\temp", ["mail"]],
    ["to = ' OR 1=1 --", []],
    ['["x\\"] ? (true) //"] = 1', []],
    ["a exists", []],
    ["limit > 1e308", []],
  ])("%s", async (text, summaries) => expect(await found(conditions(text))).toEqual(summaries));

  it("several must all hold", async () => {
    expect(await found(conditions("limit = 5", "to ~ globex"))).toEqual(["mail"]);
    expect(await found(conditions("limit = 5", "to ~ initech"))).toEqual([]);
  });

  it("find nothing for those who may not read bodies, not even that nothing is there", async () => {
    for (const text of ["limit = 5", "limit != 5", "nowhere exists"])
      expect(await found(conditions(text), false)).toEqual([]);
  });
});

describe("free text", () => {
  it.each([
    ["globex", ["mail"]],
    ["GLOB", ["mail"]],
    ["lobex", []],
    ["bo@globex.com", ["mail"]],
    ["bo@globex.co", ["mail"]],
    ["ob@globex.com", []],
    ['"say hi"', []],
    ["hello hi", ["mail"]],
    ["robot arms", ["odd"]],
    ['"obot arms"', []],
    ['"robot arms"', ["odd"]],
    ["京タ", ["large"]],
    ["send_email", ["mail"]],
    ["unreachable", ["wide"]],
    ["text5", ["text5"]],
    ["%", ["mail"]],
    ["' | !x:*", []],
  ])("%s", async (text, summaries) => expect(await found({ text })).toEqual(summaries));

  it.each([
    ["globex", []],
    ["bo@globex.com", []],
    ["robot", []],
    ["mail", ["mail"]],
    ["send_email", ["mail"]],
    ["%", []],
  ])("%s, for those who may not read bodies", async (text, summaries) =>
    expect(await found({ text }, false)).toEqual(summaries),
  );

  it("finds a record by the beginning of its id", async () => {
    const { records } = await searchRecords(deps(), { organizationId: org.id, filter: {}, limit: 1, cursor: null });
    expect(await found({ text: records[0]?.id.slice(0, 30) ?? "" })).toContain("mail");
  });
});

describe("other filters", () => {
  it.each<[RecordFilter, string[]]>([
    [{ minCostMicros: "1000", maxCostMicros: "4000" }, ["mail", "text5", "small", "cut", "wide", "odd"]],
    [{ maxCostMicros: "1000" }, ["mail"]],
    [{ minCostMicros: "2499999" }, ["large"]],
    [{ minCostMicros: "2500001" }, []],
    [{ maxCostMicros: "-1" }, []],
    [{ decision: "deny" }, ["small"]],
    [{ label: "untrusted" }, ["cut"]],
    [{ label: "it's \\ odd" }, ["cut"]],
    [{ errorCode: "call.upstream.unreachable" }, ["wide"]],
    [{ surface: "rest" }, []],
    [{ operation: "*email" }, ["mail"]],
    [{ operation: "demo.send*" }, ["mail"]],
    [{ operation: "demo.s*" }, ["mail", "text5", "large", "small", "cut", "wide", "odd"]],
    [{ agentName: "a\u0000b" }, []],
    [{ from: daysAgo(10), to: daysAgo(2) }, ["large", "small"]],
    [{ from: daysAgo(10), decision: "allow" }, ["mail", "text5", "large"]],
    [{ to: daysAgo(30), decision: "allow" }, ["wide", "odd"]],
    [{ from: daysAgo(-3) }, []],
  ])("%j", async (filter, summaries) => expect(await found(filter)).toEqual(summaries));
});

describe("pages", () => {
  const page = (cursor: string | null, direction: "older" | "newer", filter: RecordFilter = {}) =>
    searchRecords(deps(), { organizationId: org.id, filter, limit: 2, cursor, direction });

  it.each<[RecordFilter]>([[{}], [{ decision: "allow" }]])("with %j join in both directions", async (filter) => {
    const all = await found(filter);
    const forth: string[] = [];
    let cursor: string | null = null;
    let back: string | null = null;
    do {
      const answer: Awaited<ReturnType<typeof page>> = await page(cursor, "older", filter);
      forth.push(...answer.records.map((record) => record.summary));
      cursor = answer.nextCursor;
      back = answer.previousCursor;
    } while (cursor !== null);
    expect(forth).toEqual(all);
    const passed: string[] = [];
    while (back !== null) {
      const answer: Awaited<ReturnType<typeof page>> = await page(back, "newer", filter);
      passed.unshift(...answer.records.map((record) => record.summary));
      back = answer.previousCursor;
    }
    expect(passed).toEqual(all.slice(0, passed.length));
    expect(passed.length).toBeGreaterThanOrEqual(all.length - 2);
  });

  it("stay where they are while records are written", async () => {
    const first = await page(null, "older");
    const expected = (await page(first.nextCursor, "older")).records.map((record) => record.id);
    const lease = await takeWriterLease(stores.workerUrl, 0);
    if (!lease) throw new Error("somebody holds the shard");
    writer = { db: stores.worker, shard: 0, fence: lease.fence };
    await write([callRecordOf(org.id, { summary: "late", ruleIds: ["late-rule"] })]);
    await lease.release();
    expect((await page(first.nextCursor, "older")).records.map((record) => record.id)).toEqual(expected);
    expect((await page(null, "older")).records.map((record) => record.summary)).toContain("late");
  });

  it.each([
    "nonsense",
    Buffer.from('["0000-01-01T00:00:00Z",""]').toString("base64url"),
    Buffer.from('["2026-01-01T00:00:00Z","a\\u0000"]').toString("base64url"),
  ])("a cursor that can't be read starts over: %s", async (cursor) =>
    expect((await page(cursor, "older")).records).toHaveLength(2),
  );
});

describe("facets", () => {
  it("count the values of each field, and one that is filtered by as if it weren't", async () => {
    const { facets } = await countRecordFacets(deps(), { organizationId: org.id, filter: { decision: "deny" } });
    expect(facets.decision).toEqual(expect.arrayContaining([{ value: "deny", count: 1 }]));
    expect(facets.decision.find((one) => one.value === "allow")?.count).toBeGreaterThan(5);
    expect(facets.outcome).toEqual([{ value: "denied", count: 1 }]);
    expect(facets.operation).toEqual([{ value: "demo.search_web", count: 1 }]);
  });

  it("of another organization count nothing of this one", async () => {
    const { total } = await countRecordFacets(deps(), { organizationId: other.id, filter: {}, mayReadBodies: true });
    expect(total).toEqual({ count: 1, isMore: false });
  });
});

describe("the tail", () => {
  it("gives what was written since, once, in its order, and only what matches", async () => {
    const tail = (after: bigint | null, filter: RecordFilter = {}) =>
      tailRecords(deps(), { organizationId: org.id, filter, after, limit: 3 });
    const begin = await tail(null);
    expect(begin.records).toEqual([]);
    const all: string[] = [];
    let after = -1n;
    for (let step = 0; step < 10; step++) {
      const { records, sequence } = await tail(after);
      all.push(...records.map((record) => record.summary));
      after = sequence;
    }
    expect(after).toBe(begin.sequence);
    expect(all.slice(0, 7)).toEqual(["mail", "text5", "large", "small", "cut", "wide", "odd"]);
    const denied = await tail(-1n, { decision: "deny" });
    expect(denied.records.map((record) => record.summary)).toEqual(["small"]);
    expect(denied.sequence).toBe(begin.sequence);
  });
});
