import { compilePolicy, parsePolicy } from "@countersign/policy";
import { expect, it } from "vitest";
import { callRecordOf } from "../audit/test-records.ts";
import { replayCall } from "./replay-call.ts";

const parsed = parsePolicy(
  "version: 1\nrules:\n  - { id: search, agents: [scout], operations: [demo.search_web], effect: deny, when: \"args.query == 'x'\" }\n",
);
if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
const schema = { type: "object", properties: { query: { type: "string" } } };
const policy = compilePolicy(parsed.document, {
  agents: [{ name: "scout", tags: [] }],
  connections: [{ name: "demo" }],
  operations: [{ id: "demo.search_web", connection: "demo", class: "read", inputSchema: schema, priceMicros: 0n }],
  timeZone: "UTC",
});
const agents = new Map([["agt_1", { name: "scout", tags: [] }]]);
const record = callRecordOf("org_1");

it("decides a recorded call again", () => {
  expect(replayCall(policy, agents, record)).toMatchObject({
    kind: "decided",
    change: { agent: "scout", operation: "demo.search_web", recorded: "allow", replayed: "deny", rules: [] },
  });
});

const labelled = parsePolicy(
  `version: 1
rules:
  - { id: search, agents: [scout], operations: [demo.search_web], effect: allow }
  - { id: tainted, agents: [scout], operations: [demo.search_web], effect: deny, when: "'untrusted' in session.labels" }
`,
);
if (!labelled.ok) throw new Error(JSON.stringify(labelled.problems));
const looking = compilePolicy(labelled.document, policy.context);

it.each([
  [["untrusted"], "deny"],
  [[], "allow"],
] as const)("decides by the labels that the session had then: %j", (sessionLabels, replayed) => {
  const call = callRecordOf("org_1", { sessionLabels: [...sessionLabels] });
  expect(replayCall(looking, agents, call)).toMatchObject({ kind: "decided", change: { replayed } });
});

it("can't tell where rules look at labels that weren't recorded", () => {
  expect(replayCall(looking, agents, record)).toEqual({ kind: "unclear", reason: "labels", count: 1 });
});

it.each([
  ["whose arguments were redacted", { ...record, redacted: { arguments: { secrets: 1 }, result: {} } }, "arguments"],
  [
    "of an agent that isn't there",
    callRecordOf("org_1", { principal: { ...record.principal, agentId: "agt_2" } }),
    "gone",
  ],
  ["that can't be read", { id: 5 }, "unreadable"],
])("doesn't guess what becomes of a call %s", (_name, stored, reason) => {
  expect(replayCall(policy, agents, stored)).toEqual({ kind: "unclear", reason, count: 1 });
});
