import { describe, expect, it } from "vitest";
import type { JsonObject } from "../json.ts";
import { divideRecord, ERASABLE_PARTS, eraseRecord, leafData, partData } from "./leaf.ts";

const RECORD: JsonObject = {
  id: "rec_1",
  kind: "call",
  organizationId: "org_1",
  principal: { agentId: "agt_1", agentName: "scout", instanceName: "ana-laptop", personId: "usr_1", ip: "192.0.2.1" },
  arguments: { text: '{"to":"ana@example.com"}', bytes: 24, sha256: "aa", isCut: false },
  forwardedHash: "aa",
  result: null,
  limits: [{ id: "l", kind: "calls", amount: "1", scope: { kind: "person", id: "usr_1" } }],
  reasons: [{ ruleId: "r", text: "free text" }],
  detail: { "ana@example.com": true },
  somethingNew: "ana@example.com",
};

describe("a record's leaf", () => {
  it("holds nothing of a person, no free text and no body in the clear, new members included", () => {
    const { clear } = divideRecord(RECORD);
    const text = leafData("7", clear, { who: "w", arguments: "a", result: "r" });
    for (const secret of ["ana", "usr_1", "192.0.2.1", "free text", "somethingNew", '"aa"']) {
      expect(text).not.toContain(secret);
    }
    expect(text).toContain('"agentName":"scout"');
    expect(text).toContain('"sequence":"7"');
  });

  it("divides without loss: what isn't clear is in one of the parts", () => {
    const { clear, parts } = divideRecord(RECORD);
    const text = JSON.stringify([clear, parts]);
    for (const value of ["ana-laptop", "usr_1", "192.0.2.1", "free text", "ana@example.com", "scout"]) {
      expect(text).toContain(value);
    }
    expect(parts.arguments).toEqual({
      arguments: { text: '{"to":"ana@example.com"}', sha256: "aa" },
      forwardedHash: "aa",
    });
  });

  it("stays the same when the record is erased, of which nothing is left", () => {
    const erased = eraseRecord(RECORD);
    expect(divideRecord(erased).clear).toEqual(divideRecord(RECORD).clear);
    for (const value of ["ana", "usr_1", "192.0.2.1", "free text"]) expect(JSON.stringify(erased)).not.toContain(value);
    expect(eraseRecord(erased)).toEqual(erased);
  });
});

/** A record with every member that stands in the clear, and beside each something that doesn't. */
const WHOLE: JsonObject = {
  id: "rec_1",
  at: "2026-11-23T09:00:00Z",
  organizationId: "org_1",
  kind: "call",
  callId: "cal_1",
  principal: {
    agentId: "agt_1",
    agentName: "scout",
    instanceId: "ins_1",
    instanceProved: true,
    keyId: "key_1",
    instanceName: "ana-laptop",
    personId: "usr_1",
  },
  connectionId: "con_1",
  connectionName: "gmail",
  operationName: "send_email",
  surface: "mcp",
  arguments: { text: "{}", bytes: 2, sha256: "aa", isCut: false },
  result: { text: "ok", bytes: 3, sha256: "bb", isCut: true },
  argumentsHash: "cc",
  forwardedHash: "dd",
  decision: "allow",
  ruleIds: ["r"],
  policyVersion: 3,
  approvalId: "apr_1",
  attempt: 1,
  outcome: "succeeded",
  errorCode: null,
  latency: { totalMs: 5 },
  reservedMicros: "5",
  costMicros: "4",
  limits: [
    {
      id: "l",
      kind: "calls",
      rule: "r",
      name: "n",
      scope: { kind: "person", id: "usr_1" },
      windowId: "w",
      windowEndMs: 9,
      amount: "1",
      owner: "usr_1",
    },
    "odd",
  ],
  labels: ["untrusted"],
  count: 2,
  action: "policy.published",
  actor: { kind: "person", id: "usr_1" },
  subject: { kind: "agent", id: "agt_1" },
  agentName: "scout",
  note: "free text",
};

describe("what stands in the clear", () => {
  it("is exactly what evidence needs without a person, whatever else the record holds", () => {
    expect(divideRecord(WHOLE)).toStrictEqual({
      clear: {
        id: "rec_1",
        at: "2026-11-23T09:00:00Z",
        organizationId: "org_1",
        kind: "call",
        callId: "cal_1",
        principal: { agentId: "agt_1", agentName: "scout", instanceId: "ins_1", instanceProved: true, keyId: "key_1" },
        connectionId: "con_1",
        connectionName: "gmail",
        operationName: "send_email",
        surface: "mcp",
        arguments: { bytes: 2, isCut: false },
        result: { bytes: 3, isCut: true },
        argumentsHash: "cc",
        decision: "allow",
        ruleIds: ["r"],
        policyVersion: 3,
        approvalId: "apr_1",
        attempt: 1,
        outcome: "succeeded",
        errorCode: null,
        latency: { totalMs: 5 },
        reservedMicros: "5",
        costMicros: "4",
        limits: [
          {
            id: "l",
            kind: "calls",
            rule: "r",
            name: "n",
            scope: { kind: "person" },
            windowId: "w",
            windowEndMs: 9,
            amount: "1",
          },
          null,
        ],
        labels: ["untrusted"],
        count: 2,
        action: "policy.published",
        actor: { kind: "person" },
        subject: { kind: "agent" },
        agentName: "scout",
      },
      parts: {
        who: {
          principal: { instanceName: "ana-laptop", personId: "usr_1" },
          limits: [{ scope: { id: "usr_1" }, owner: "usr_1" }, "odd"],
          actor: { id: "usr_1" },
          subject: { id: "agt_1" },
          note: "free text",
        },
        arguments: { arguments: { text: "{}", sha256: "aa" }, forwardedHash: "dd" },
        result: { result: { text: "ok", sha256: "bb" } },
      },
    });
  });

  it("holds no member of a shape that isn't the expected one", () => {
    const odd: JsonObject = { principal: "usr_1", limits: "usr_1", arguments: ["usr_1"], actor: 7, result: null };
    const { clear, parts } = divideRecord(odd);
    expect(clear).toStrictEqual({ result: null });
    expect(parts).toStrictEqual({
      who: { principal: "usr_1", limits: "usr_1", actor: 7 },
      arguments: { arguments: ["usr_1"] },
      result: {},
    });
  });

  it("names nothing that the record doesn't hold", () => {
    expect(divideRecord({ id: "rec_1", actor: { kind: "person" }, subject: { id: "agt_1" } })).toStrictEqual({
      clear: { id: "rec_1", actor: { kind: "person" }, subject: {} },
      parts: { who: { actor: {}, subject: { id: "agt_1" } }, arguments: {}, result: {} },
    });
  });

  it("stays through erasure; of the rest only kinds and lengths of lists are left", () => {
    const erased = eraseRecord({
      ...WHOLE,
      count: 2,
      score: 0.5,
      isLate: true,
      more: { a: 1 },
      list: [1, 2],
      none: null,
    });
    expect(divideRecord(erased).clear).toEqual(divideRecord(WHOLE).clear);
    expect(erased).toMatchObject({
      principal: { instanceName: "erased", personId: "erased" },
      arguments: { text: "erased", sha256: "erased", bytes: 2, isCut: false },
      forwardedHash: "erased",
      note: "erased",
      score: 0,
      isLate: false,
      more: {},
      list: [],
      none: null,
    });
    expect((erased["limits"] as JsonObject[])[0]).toMatchObject({ owner: "erased", scope: { id: "erased" } });
    expect(eraseRecord({ limits: { usr_1: 1 }, actor: ["usr_1"] })).toEqual({ limits: {}, actor: [] });
  });

  it("is hashed part by part, so that equal values of two parts hash apart", () => {
    const data = ERASABLE_PARTS.map((part) => partData(part, { b: 1, a: null }));
    expect(data).toEqual(["who", "arguments", "result"].map((part) => `${part}\n{"a":null,"b":1}`));
    expect(leafData("0", { b: 1, a: 2 }, { who: "w", arguments: "x", result: "y" })).toBe(
      '{"arguments":"x","clear":{"a":2,"b":1},"result":"y","sequence":"0","v":1,"who":"w"}',
    );
  });
});
