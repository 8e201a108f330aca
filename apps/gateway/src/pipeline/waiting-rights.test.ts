import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Credential } from "../identity/credential.ts";
import type { Entered } from "../identity/gate.ts";
import { WaitingRights } from "./waiting-rights.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const EVERY_MS = 4_000;
const key = { kind: "csk", organizationRef: "A".repeat(10), keyRef: "k1", secret: "s1" } as const;
const CREDENTIAL: Credential = { key, declaredInstance: null, ip: "10.0.0.1" };
const ASKING = { credential: CREDENTIAL, session: null };
const GONE: Entered = { kind: "no_session" };

function makeRights() {
  const enter = vi.fn(async () => GONE);
  return { enter, rights: new WaitingRights({ enter }, EVERY_MS) };
}

describe("the right to wait", () => {
  it("is asked for once a while for all who wait by the same credential and session, and each hears it", async () => {
    const { enter, rights } = makeRights();
    const heard: string[] = [];
    rights.watch(ASKING, () => heard.push("one"));
    rights.watch({ credential: { ...CREDENTIAL }, session: null }, () => heard.push("two"));
    await vi.advanceTimersByTimeAsync(EVERY_MS);
    expect(enter).toHaveBeenCalledTimes(1);
    expect(heard).toEqual(["one", "two"]);
    await vi.advanceTimersByTimeAsync(EVERY_MS);
    expect(enter).toHaveBeenCalledTimes(2);
  });

  it("isn't asked for any more once nobody waits, and is again for whoever comes then", async () => {
    const { enter, rights } = makeRights();
    const hears = vi.fn();
    const ends = [rights.watch(ASKING, hears), rights.watch(ASKING, () => {})];
    for (const end of ends) end();
    for (const end of ends) end();
    await vi.advanceTimersByTimeAsync(EVERY_MS);
    expect(enter).not.toHaveBeenCalled();
    rights.watch(ASKING, hears);
    await vi.advanceTimersByTimeAsync(EVERY_MS);
    expect(hears).toHaveBeenCalledTimes(1);
  });

  it.each<[string, Partial<Credential>, { idHash: string } | null]>([
    ["another secret of the same key", { key: { ...key, secret: "s2" } }, null],
    ["another address", { ip: "10.0.0.2" }, null],
    ["another instance", { declaredInstance: "eight" }, null],
    ["a session", {}, { idHash: "s" }],
  ])("is asked for on its own for %s", async (_what, other, session) => {
    const { enter, rights } = makeRights();
    rights.watch(ASKING, () => {});
    rights.watch({ credential: { ...CREDENTIAL, ...other }, session }, () => {});
    await vi.advanceTimersByTimeAsync(EVERY_MS);
    expect(enter).toHaveBeenCalledTimes(2);
  });
});
