import { describe, expect, it } from "vitest";
import type { LimitClause } from "../document/policy-document.ts";
import { demoCall } from "../fixtures/demo-policy.ts";
import { limitFor, limitTemplate, ownLimitTemplate } from "./limit-spec.ts";

const DAILY: LimitClause = { id: null, kind: "calls", max: 5n, per: "day", everyMs: null, scope: "agent" };
const RULE = { uid: "uid_1", id: "search" };
const CALL = demoCall("demo.search_web", {});

const identityOf = (clause: LimitClause, call = CALL, rule: typeof RULE | null = RULE): string =>
  limitFor(limitTemplate(clause, rule), call).identity;

describe("whose count a limit is", () => {
  it("is told by its owner, id, kind, scope, window and whom it counts, and by nothing else", () => {
    expect(identityOf(DAILY)).toBe('["rule","uid_1",null,"calls","agent","agt_sales","day"]');
    expect(identityOf(DAILY, CALL, null)).toBe('["organization",null,"calls","agent","agt_sales","day"]');
    expect(identityOf({ ...DAILY, max: 9n })).toBe(identityOf(DAILY));
    expect(identityOf(DAILY, CALL, { ...RULE, id: "renamed" })).toBe(identityOf(DAILY));
    const owner = { kind: "connection", id: "con_1", name: "demo" } as const;
    expect(limitFor(ownLimitTemplate(DAILY, owner), CALL)).toMatchObject({
      ruleUid: null,
      ruleId: null,
      owner,
      identity: '["connection","con_1",null,"calls","agent","agt_sales","day"]',
    });
  });

  it("is another for every kind, window, scope, id and owner", () => {
    const clauses: LimitClause[] = [
      DAILY,
      { ...DAILY, id: "second" },
      { ...DAILY, kind: "spend" },
      { ...DAILY, per: "week" },
      { ...DAILY, per: null, everyMs: 90_000 },
      { ...DAILY, kind: "concurrency", per: null },
      { ...DAILY, scope: "organization" },
      { ...DAILY, scope: "instance" },
      { ...DAILY, scope: "session" },
      { ...DAILY, scope: "person" },
    ];
    const identities = clauses.flatMap((clause) => [identityOf(clause), identityOf(clause, CALL, null)]);
    expect(new Set(identities).size).toBe(2 * clauses.length);
  });

  it("is the instance's and person's together for a session, and one count for all calls that act for nobody", () => {
    const by = (scope: LimitClause["scope"], instance: string, person: string | null) =>
      limitFor(limitTemplate({ ...DAILY, scope }, RULE), {
        ...CALL,
        instance: { ...CALL.instance, id: instance },
        person,
      }).scopeId;
    expect(by("session", "ins_1", "usr_1")).toBe('["ins_1","usr_1"]');
    expect(by("session", "ins_1", null)).toBe('["ins_1",""]');
    expect(by("person", "ins_1", "usr_1")).toBe("usr_1");
    expect(by("person", "ins_1", null)).toBe(by("person", "ins_2", null));
    expect(by("instance", "ins_1", "usr_1")).toBe("ins_1");
    expect(by("organization", "ins_1", "usr_1")).toBe("");
    expect(by("agent", "ins_1", "usr_1")).toBe("agt_sales");
  });

  it("has a calendar's window, a smooth rate, or none where calls at once are counted", () => {
    const windowOf = (clause: LimitClause) => limitFor(limitTemplate(clause, null), CALL).window;
    expect(windowOf(DAILY)).toEqual({ kind: "calendar", per: "day" });
    expect(windowOf({ ...DAILY, per: null, everyMs: 90_000 })).toEqual({ kind: "smooth", everyMs: 90_000 });
    expect(windowOf({ ...DAILY, kind: "concurrency", per: null })).toEqual({ kind: "concurrent" });
  });
});
