import type { Admission } from "@countersign/admission";
import { describe, expect, it } from "vitest";
import { HandedCalls } from "./handed-calls.ts";
import { OutcomeRelay } from "./outcome-relay.ts";

const place = { org: "org_1", shard: 0 };
const REPORT = {
  callId: "cal_1",
  principal: { agentId: "agt_1", instance: "default" },
  told: { kind: "told", isFailed: false, result: null },
} as const;

function relayWhere(passOutcome: Admission["passOutcome"]) {
  const admission = { passOutcome, subscribeOutcomes: async () => async () => {} };
  return new OutcomeRelay({ handed: new HandedCalls({ keptMs: 1_000 }), admission, waitMs: 60_000 });
}

describe("what came of a call that this gateway doesn't hold", () => {
  it("is known to nobody when no other gateway hears of it", async () => {
    const relay = relayWhere(async () => ({ kind: "PASSED", heardBy: 1 }));
    expect(await relay.report(place, REPORT)).toEqual({ kind: "unknown" });
  });

  it("isn't said to be unknown when the others can't be asked", async () => {
    const relay = relayWhere(async () => ({ kind: "UNAVAILABLE", reason: "lost" }));
    expect(await relay.report(place, REPORT)).toEqual({ kind: "unasked" });
  });
});
