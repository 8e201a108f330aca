import { afterEach, describe, expect, it, vi } from "vitest";
import type { Credential } from "../identity/credential.ts";
import type { Entered } from "../identity/gate.ts";
import { WaitingRights } from "./waiting-rights.ts";

afterEach(() => {
  vi.useRealTimers();
});

const key = { kind: "csk", organizationRef: "A".repeat(10), keyRef: "k1", secret: "s1" } as const;
const CREDENTIAL: Credential = { key, declaredInstance: null, ip: "10.0.0.1" };

describe("the right to wait", () => {
  it("is asked for once a while for all who wait by the same credential and session", async () => {
    vi.useFakeTimers();
    const answers: Entered[] = [{ kind: "no_session" }, { kind: "no_session" }];
    const enter = vi.fn(async () => answers.shift() ?? { kind: "no_session" as const });
    const rights = new WaitingRights({ enter }, 500);
    const asking = { credential: CREDENTIAL, session: null };
    await Promise.all([rights.of(asking), rights.of({ credential: { ...CREDENTIAL }, session: null })]);
    expect(enter).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(500);
    await rights.of(asking);
    expect(enter).toHaveBeenCalledTimes(2);
  });

  it.each<[string, Partial<Credential>, { idHash: string } | null]>([
    ["another secret of the same key", { key: { ...key, secret: "s2" } }, null],
    ["another address", { ip: "10.0.0.2" }, null],
    ["another instance", { declaredInstance: "eight" }, null],
    ["a session", {}, { idHash: "s" }],
  ])("is asked for anew for %s", async (_what, other, session) => {
    const enter = vi.fn(async () => ({ kind: "no_session" as const }));
    const rights = new WaitingRights({ enter }, 500);
    await rights.of({ credential: CREDENTIAL, session: null });
    await rights.of({ credential: { ...CREDENTIAL, ...other }, session });
    expect(enter).toHaveBeenCalledTimes(2);
  });
});
