import { describe, expect, it } from "vitest";
import { CallerPresence } from "./caller-presence.ts";

describe("CallerPresence", () => {
  it("ends the waiting when the caller leaves, before or after it was asked", () => {
    const before = new CallerPresence([]);
    before.leave();
    expect(before.signal().aborted).toBe(true);
    const after = new CallerPresence([]);
    const signal = after.signal();
    expect(signal.aborted).toBe(false);
    after.leave();
    expect(signal.aborted).toBe(true);
    expect(after.signal()).toBe(signal);
  });

  it("ends the waiting when another signal does", () => {
    const cancel = new AbortController();
    const presence = new CallerPresence([cancel.signal, new AbortController().signal]);
    const signal = presence.signal();
    cancel.abort();
    expect(signal.aborted).toBe(true);
    expect(new CallerPresence([cancel.signal]).signal().aborted).toBe(true);
  });
});
