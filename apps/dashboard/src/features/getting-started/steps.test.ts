import { describe, expect, it } from "vitest";
import { agentWithKey, type Progress, stepStates } from "./steps.ts";

const NOTHING: Progress = { hasConnection: false, agent: null, hasCall: false, hasApproval: false };

describe("the first steps", () => {
  it("stand in a row: one is now, those after it wait", () => {
    expect(stepStates(NOTHING)).toEqual({ connection: "now", agent: "ahead", call: "ahead", approval: "ahead" });
    expect(stepStates({ ...NOTHING, hasConnection: true })).toEqual({
      connection: "done",
      agent: "now",
      call: "ahead",
      approval: "ahead",
    });
  });

  it("may be taken in another order", () => {
    const agent = { name: "a", title: "A" };
    expect(stepStates({ ...NOTHING, agent })).toMatchObject({ connection: "now", agent: "done" });
  });

  it("count an agent once it has a key that works", () => {
    const key = { revokedAt: null, expiresAt: "2026-01-01T00:00:00.000Z" };
    const agent = { archivedAt: null, keys: [key], instances: [] };
    const agents = [agent] as unknown as Parameters<typeof agentWithKey>[0];
    expect(agentWithKey(agents, Date.UTC(2025, 0))).toBe(agent);
    expect(agentWithKey(agents, Date.UTC(2027, 0))).toBeNull();
  });
});
