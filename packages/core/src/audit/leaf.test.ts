import { describe, expect, it } from "vitest";
import type { JsonObject } from "../json.ts";
import { divideRecord, eraseRecord, leafData } from "./leaf.ts";

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
