import { describe, expect, it } from "vitest";
import { Departure } from "./departure.ts";

describe("a departure", () => {
  it("is told once to those who listen, and to nobody who has stopped to", () => {
    const caller = new Departure();
    const told: string[] = [];
    caller.onLeave(() => told.push("one"));
    caller.onLeave(() => told.push("two"))();
    expect(caller.hasLeft).toBe(false);
    caller.leave();
    caller.leave();
    expect([caller.hasLeft, told]).toEqual([true, ["one"]]);
  });

  it("of the process is one of everybody in it, and not the other way round", () => {
    const process = new Departure();
    const first = new Departure(process);
    const second = new Departure(process);
    const told: string[] = [];
    first.onLeave(() => told.push("first"));
    const forget = second.onLeave(() => told.push("second"));
    first.leave();
    expect([process.hasLeft, second.hasLeft, told]).toEqual([false, false, ["first"]]);
    forget();
    process.leave();
    expect([second.hasLeft, new Departure(process).hasLeft, told]).toEqual([true, true, ["first", "first"]]);
  });
});
