import { describe, expect, it } from "vitest";
import { type ApprovalFacts, moveApproval } from "./move-approval.ts";
import { APPROVAL_STATES, type ApprovalEvent, type ApprovalState, nextApprovalState, timingOf } from "./states.ts";

/** Every move there is, as the design draws it. */
const DRAWN: readonly (readonly [ApprovalState, ApprovalEvent, ApprovalState])[] = [
  ["pending", "approve", "approved"],
  ["pending", "deny", "denied"],
  ["pending", "revise", "pending"],
  ["pending", "expire", "expired"],
  ["pending", "cancel", "cancelled"],
  ["approved", "claim", "executing"],
  ["approved", "lapse", "lapsed"],
  ["approved", "cancel", "cancelled"],
  ["executing", "succeed", "executed"],
  ["executing", "fail", "failed"],
  ["executing", "lose", "unknown"],
  ["executing", "give_back", "approved"],
  ["executing", "lapse", "lapsed"],
  ["executing", "cancel", "cancelled"],
];
const EVENTS = [...new Set(DRAWN.map(([, event]) => event))];

const EXPIRES = 1_000;
const PERMIT = 5_000;
const facts = (state: ApprovalState): ApprovalFacts => {
  return { state, revision: 3, attempt: 2, expiresAtMs: EXPIRES, permitUntilMs: state === "pending" ? null : PERMIT };
};
/** When the clock lets an event happen. */
const timeFor = (event: ApprovalEvent): number => {
  if (event === "expire") return EXPIRES;
  return event === "lapse" ? PERMIT : EXPIRES - 1;
};

describe("what may happen to an approval", () => {
  it.each(APPROVAL_STATES)("from %s on is what is drawn, and nothing else", (state) => {
    for (const event of EVENTS) {
      const next = DRAWN.find(([from, on]) => from === state && on === event)?.[2] ?? null;
      expect(nextApprovalState(state, event), event).toBe(next);
      const moved = moveApproval(facts(state), { event, attempt: 2 }, timeFor(event));
      expect(moved?.state ?? null, event).toBe(next);
    }
  });

  it.each<[ApprovalEvent, ApprovalState, number, boolean]>([
    ["approve", "pending", EXPIRES - 1, true],
    ["approve", "pending", EXPIRES, false],
    ["deny", "pending", EXPIRES - 1, true],
    ["deny", "pending", EXPIRES, false],
    ["revise", "pending", EXPIRES - 1, true],
    ["revise", "pending", EXPIRES, false],
    ["expire", "pending", EXPIRES - 1, false],
    ["expire", "pending", EXPIRES, true],
    ["claim", "approved", PERMIT - 1, true],
    ["claim", "approved", PERMIT, false],
    ["give_back", "executing", PERMIT - 1, true],
    ["give_back", "executing", PERMIT, false],
    ["lapse", "approved", PERMIT - 1, false],
    ["lapse", "approved", PERMIT, true],
    ["cancel", "pending", EXPIRES + PERMIT, true],
    ["succeed", "executing", EXPIRES + PERMIT, true],
  ])("P33: %s from %s at %i: %s", (event, state, nowMs, happens) => {
    expect(moveApproval(facts(state), { event, attempt: 2 }, nowMs) !== null).toBe(happens);
  });

  it("what has no permit can't be claimed, given back or lapse, whatever the time", () => {
    const without = { ...facts("approved"), permitUntilMs: null };
    for (const nowMs of [0, EXPIRES, PERMIT]) {
      expect(moveApproval(without, { event: "claim" }, nowMs)).toBeNull();
      expect(moveApproval(without, { event: "lapse" }, nowMs)).toBeNull();
    }
  });

  it("the holder of an earlier claim, or of none, ends nothing", () => {
    for (const event of ["succeed", "fail", "lose", "give_back", "cancel"] as const) {
      for (const attempt of [1, 3, undefined]) {
        const move = attempt === undefined ? { event } : { event, attempt };
        expect(moveApproval(facts("executing"), move, 0), `${event} ${attempt}`).toBeNull();
      }
      expect(moveApproval(facts("executing"), { event, attempt: 2 }, 0)).not.toBeNull();
    }
    // Where nothing is claimed there is no holder to be told apart.
    expect(moveApproval(facts("pending"), { event: "approve", attempt: 9 }, 0)).not.toBeNull();
  });

  it("each move changes what it is about, and nothing else", () => {
    const pending = facts("pending");
    expect(moveApproval(pending, { event: "approve", permitMs: 700 }, 10)).toEqual({
      ...pending,
      state: "approved",
      permitUntilMs: 710,
    });
    expect(moveApproval(pending, { event: "approve" }, 10)?.permitUntilMs).toBe(10);
    expect(moveApproval(pending, { event: "revise", permitMs: 700 }, 10)).toEqual({ ...pending, revision: 4 });
    const approved = facts("approved");
    expect(moveApproval(approved, { event: "claim", permitMs: 700 }, 10)).toEqual({
      ...approved,
      state: "executing",
      attempt: 3,
    });
    expect(moveApproval(facts("executing"), { event: "give_back", attempt: 2 }, 10)).toEqual(approved);
  });

  it("only decisions, claims and their ends look at the clock", () => {
    expect(EVENTS.filter((event) => timingOf(event) === null)).toEqual(["cancel", "succeed", "fail", "lose"]);
  });
});
