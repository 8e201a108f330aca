import { describe, expect, it } from "vitest";
import {
  APPROVAL_STATES,
  type ApprovalEvent,
  isTerminal,
  nextApprovalState,
  OPEN_STATES,
  statesBefore,
} from "./states.ts";

const EVENTS: ApprovalEvent[] = [
  "approve",
  "deny",
  "revise",
  "expire",
  "cancel",
  "claim",
  "give_back",
  "lapse",
  "succeed",
  "fail",
  "lose",
];

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
      expect(EVENTS.map((event) => nextApprovalState(state, event)).every((next) => next === null)).toBe(true);
    }
  });

  it("pending, approved and executing are open", () => {
    expect(OPEN_STATES).toEqual(["pending", "approved", "executing"]);
  });
});
