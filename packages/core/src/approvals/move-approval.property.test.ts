import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ApprovalFacts, type ApprovalMove, moveApproval } from "./move-approval.ts";
import { APPROVAL_EVENTS, type ApprovalEvent, isTerminal } from "./states.ts";

const EXPIRES_MS = 1_000;
const PERMIT_MS = 500;

interface Step {
  readonly move: ApprovalMove;
  readonly afterMs: number;
  readonly times: number;
}

/** Events in any order, late and twice, of present and of earlier claims. */
const history: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    move: fc.record({
      event: fc.constantFrom(...APPROVAL_EVENTS, "approve" as const, "claim" as const, "give_back" as const),
      attempt: fc.integer({ min: 1, max: 4 }),
      permitMs: fc.constant(PERMIT_MS),
    }),
    afterMs: fc.integer({ min: 0, max: 120 }),
    times: fc.integer({ min: 1, max: 2 }),
  }),
  { minLength: 1, maxLength: 60 },
);

interface Taken {
  readonly event: ApprovalEvent;
  readonly before: ApprovalFacts;
  readonly after: ApprovalFacts;
  readonly nowMs: number;
}

function play(steps: readonly Step[]): Taken[] {
  let facts: ApprovalFacts = {
    state: "pending",
    revision: 1,
    attempt: 0,
    expiresAtMs: EXPIRES_MS,
    permitUntilMs: null,
  };
  let nowMs = 0;
  const taken: Taken[] = [];
  for (const { move, afterMs, times } of steps) {
    nowMs += afterMs;
    for (let time = 0; time < times; time += 1) {
      const after = moveApproval(facts, move, nowMs);
      if (!after) continue;
      taken.push({ event: move.event, before: facts, after, nowMs });
      facts = after;
    }
  }
  return taken;
}

const RUNS = { numRuns: 2_000 };

describe("any history of an approval, with late and doubled messages", () => {
  it("has one end, and nothing happens after it", () => {
    fc.assert(
      fc.property(history, (steps) => {
        const taken = play(steps);
        const ends = taken.filter(({ after }) => isTerminal(after.state));
        expect(ends.length).toBeLessThanOrEqual(1);
        if (ends.length === 1) expect(taken.at(-1)).toBe(ends[0]);
      }),
      RUNS,
    );
  });

  it("P27: ends by running at most once, and each claim is ended or given back before the next begins", () => {
    fc.assert(
      fc.property(history, (steps) => {
        const taken = play(steps);
        const runs = taken.filter(({ event }) => event === "succeed" || event === "fail" || event === "lose");
        expect(runs.length).toBeLessThanOrEqual(1);
        const claims = taken.filter(({ event }) => event === "claim");
        const returned = taken.filter(({ event }) => event === "give_back").length;
        expect(claims.length).toBeLessThanOrEqual(returned + 1);
        expect(claims.map(({ after }) => after.attempt)).toEqual(claims.map((_, index) => index + 1));
      }),
      RUNS,
    );
  });

  it("P33: nothing is decided or edited at or after its expiry, and nothing claimed at or after its permit's end", () => {
    fc.assert(
      fc.property(history, (steps) => {
        for (const { event, before, nowMs } of play(steps)) {
          if (event === "approve" || event === "deny" || event === "revise") expect(nowMs).toBeLessThan(EXPIRES_MS);
          if (event === "claim") expect(nowMs).toBeLessThan(before.permitUntilMs ?? 0);
        }
      }),
      RUNS,
    );
  });

  it("an edit makes a new revision, and only while people still decide", () => {
    fc.assert(
      fc.property(history, (steps) => {
        for (const { event, before, after } of play(steps)) {
          expect(after.revision - before.revision).toBe(event === "revise" ? 1 : 0);
          if (event === "revise") expect([before.state, after.state]).toEqual(["pending", "pending"]);
        }
      }),
      RUNS,
    );
  });
});
