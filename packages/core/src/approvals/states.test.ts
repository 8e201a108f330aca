import { describe, expect, it } from "vitest";
import {
  APPROVAL_EVENTS,
  APPROVAL_STATES,
  isTerminal,
  nextApprovalState,
  OPEN_STATES,
  statesBefore,
} from "./states.ts";

describe("the states of an approval", () => {
  it("only an approved one can be claimed, and only a claimed one can end by running", () => {
    expect(statesBefore("claim")).toEqual(["approved"]);
    for (const event of ["succeed", "fail", "lose"] as const) expect(statesBefore(event)).toEqual(["executing"]);
  });

  it("a person decides only what is pending, and nothing expires after a decision", () => {
    for (const event of ["approve", "deny", "revise", "expire"] as const)
      expect(statesBefore(event)).toEqual(["pending"]);
  });

  it("nothing ever leaves a terminal state", () => {
    for (const state of APPROVAL_STATES.filter(isTerminal)) {
      expect(APPROVAL_EVENTS.map((event) => nextApprovalState(state, event)).every((next) => next === null)).toBe(true);
    }
  });

  it("pending, approved and executing are open", () => {
    expect(OPEN_STATES).toEqual(["pending", "approved", "executing"]);
  });
});
