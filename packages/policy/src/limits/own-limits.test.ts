import { describe, expect, it } from "vitest";
import { contextAgents, contextConnections, parseOwnLimits, printOwnLimits } from "./own-limits.ts";

const DAILY = { calls: 5, per: "day" };

function problemOf(kind: "agent" | "connection", written: unknown): string | null {
  const parsed = parseOwnLimits(kind, written);
  return parsed.ok ? null : parsed.problem;
}

describe("limits that an agent or a connection has of its own", () => {
  it("are read as a rule's are; an agent's count the agent, a connection's all its calls", () => {
    const clause = { id: null, kind: "calls", max: 5n, per: "day", everyMs: null };
    expect(parseOwnLimits("agent", [DAILY])).toEqual({ ok: true, limits: [{ ...clause, scope: "agent" }] });
    expect(parseOwnLimits("connection", [DAILY])).toEqual({ ok: true, limits: [{ ...clause, scope: "organization" }] });
    expect(parseOwnLimits("agent", [])).toEqual({ ok: true, limits: [] });
  });

  it("are stored in their plainest writing, and read back from it", () => {
    const written = [DAILY, { spend: "$2.50", per: "month", scope: "session" }, { concurrency: 1 }];
    for (const kind of ["agent", "connection"] as const) {
      const parsed = parseOwnLimits(kind, written);
      if (!parsed.ok) throw new Error(parsed.problem);
      expect(printOwnLimits(kind, parsed.limits)).toEqual(written);
      const full = parsed.limits.map((limit) => ({ ...limit, scope: "instance" as const }));
      expect(parseOwnLimits(kind, printOwnLimits(kind, full))).toEqual({ ok: true, limits: full });
    }
  });

  it("are refused with the place and the fix", () => {
    expect(problemOf("agent", "many")).toMatch(/^(?!Limit).*Write a limit such as/);
    expect(problemOf("agent", [DAILY, { calls: -1, per: "day" }])).toMatch(
      /^Limit 2: .*\. Write a whole number of calls\.$/,
    );
    expect(problemOf("connection", [{ calls: 1, spend: "$1", per: "day" }])).toMatch(
      /^Limit 1: needs exactly one of calls, spend and concurrency\. Write a limit such as/,
    );
    expect(problemOf("agent", [{ ...DAILY, often: true }])).toMatch(/^Limit 1: /);
  });

  it("of an agent never count for the whole organization; a connection's may", () => {
    const wide = { calls: 1, per: "day", scope: "organization" };
    expect(problemOf("agent", [DAILY, wide])).toBe("Limit 2: an agent's own limit counts the agent's calls only.");
    expect(problemOf("agent", [wide])).toMatch(/^Limit 1: an agent/);
    expect(problemOf("connection", [wide])).toBeNull();
  });

  it("never share a count", () => {
    expect(problemOf("agent", [DAILY, { concurrency: 1 }, { calls: 9, per: "day" }])).toMatch(
      /^Limit 3: another one has the same kind, scope and window; give one of them an id\.$/,
    );
    expect(problemOf("agent", [DAILY, { id: "second", calls: 9, per: "day" }])).toBeNull();
  });
});

describe("stored agents and connections", () => {
  const agent = { id: "agt_1", name: "lead", tags: ["team"], parentAgentId: null, limits: [DAILY] };

  it("are what a policy is compiled against, with the agent above by name", () => {
    const helper = { ...agent, id: "agt_2", name: "helper", tags: [], parentAgentId: "agt_1", limits: [] };
    const orphan = { ...helper, id: "agt_3", name: "orphan", parentAgentId: "agt_9" };
    const [first, second, third] = contextAgents([agent, helper, orphan]);
    expect(first).toMatchObject({ id: "agt_1", name: "lead", tags: ["team"], parent: null });
    expect(first?.limits).toMatchObject([{ kind: "calls", scope: "agent", max: 5n }]);
    expect(second).toEqual({ id: "agt_2", name: "helper", tags: [], parent: "lead", limits: [] });
    expect(third?.parent).toBeNull();
    expect(contextConnections([{ id: "con_1", name: "crm", limits: [DAILY], defaultSchema: "app" }])).toMatchObject([
      { id: "con_1", name: "crm", defaultSchema: "app", limits: [{ scope: "organization" }] },
    ]);
    expect(contextConnections([{ id: "con_1", name: "crm", limits: [] }])).toMatchObject([{ defaultSchema: null }]);
  });

  it("are an error where their limits can't be read, so that none is left out", () => {
    expect(() => contextAgents([{ ...agent, limits: [{ calls: "many" }] }])).toThrow(/limits of agent agt_1 .*Limit 1/);
    expect(() => contextConnections([{ id: "con_1", name: "crm", limits: null }])).toThrow(
      /limits of connection con_1/,
    );
  });
});
