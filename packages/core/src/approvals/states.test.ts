import { describe, expect, it } from "vitest";
import {
  APPROVAL_EVENTS,
  APPROVAL_STATES,
  type ApprovalEvent,
  type ApprovalState,
  isTerminal,
  nextApprovalState,
  OPEN_STATES,
  statesBefore,
  timingOf,
} from "./states.ts";

/** Every move there is, as the design draws it. */
const DRAWN: readonly (readonly [ApprovalState, ApprovalEvent, ApprovalState])[] = [
  ["pending", "approve", "approved"],
  ["pending", "deny", "denied"],
  ["pending", "revise", "pending"],
  ["pending", "escalate", "pending"],
  ["pending", "expire", "expired"],
  ["pending", "cancel", "cancelled"],
  ["approved", "prolong", "approved"],
  ["approved", "claim", "executing"],
  ["approved", "lapse", "lapsed"],
  ["approved", "cancel", "cancelled"],
  ["approved", "forget", "unknown"],
  ["executing", "succeed", "executed"],
  ["executing", "fail", "failed"],
  ["executing", "lose", "unknown"],
  ["executing", "give_back", "approved"],
  ["executing", "lapse", "lapsed"],
  ["executing", "cancel", "cancelled"],
  ["executing", "forget", "unknown"],
];

describe("the states of an approval", () => {
  it.each(APPROVAL_STATES)("from %s on happens what is drawn, and nothing else", (state) => {
    for (const event of APPROVAL_EVENTS) {
      const next = DRAWN.find(([from, on]) => from === state && on === event)?.[2] ?? null;
      expect(nextApprovalState(state, event), event).toBe(next);
      expect(statesBefore(event).includes(state), event).toBe(next !== null);
    }
    expect(isTerminal(state)).toBe(DRAWN.every(([from]) => from !== state));
  });

  it("each event leads to one state, from wherever it may happen", () => {
    for (const event of APPROVAL_EVENTS) {
      const after = new Set(statesBefore(event).map((state) => nextApprovalState(state, event)));
      expect([...after], event).toEqual([expect.any(String)]);
    }
  });

  it("pending, approved and executing are open", () => {
    expect(OPEN_STATES).toEqual(["pending", "approved", "executing"]);
  });

  it("P33: nothing is decided or asked again once it has expired, nothing claimed once its permit has ended", () => {
    const timed = (["expiresAt", "permitUntil"] as const).flatMap((instant) =>
      (["ahead", "past"] as const).map((is) => {
        const events = APPROVAL_EVENTS.filter((event) => {
          const timing = timingOf(event);
          return timing?.instant === instant && timing.is === is;
        });
        return `${instant} ${is}: ${events.join(" ")}`;
      }),
    );
    expect(timed).toEqual([
      "expiresAt ahead: approve deny revise escalate",
      "expiresAt past: expire",
      "permitUntil ahead: prolong claim give_back",
      "permitUntil past: lapse",
    ]);
  });
});
