import type { StopHandler } from "@countersign/admission";
import { afterEach, describe, expect, it, vi } from "vitest";
import { RunningCalls } from "./running-calls.ts";

const place = { org: "org_1", shard: 0 };

/** Calls whose word of a kill, and whose look at Redis, the test gives itself. */
function makeRunning() {
  const kills = new Set<string>();
  let say: StopHandler = () => {};
  const running = new RunningCalls({
    lookMs: 1_000,
    admission: {
      subscribeStops: async (handler) => {
        say = handler;
        return async () => {};
      },
      organizationState: async () => ({
        kind: "STATE",
        isOpen: true,
        version: 1,
        sequence: 1,
        kills: [...kills],
        resends: 0,
      }),
    },
  });
  running.listen();
  return { running, kills, say: (ids: readonly string[], org = "org_1") => say(ids, org) };
}

afterEach(() => {
  vi.useRealTimers();
});

describe("running calls", () => {
  it("are aborted by the word of a kill that names one of theirs, and by no other", () => {
    const { running, say } = makeRunning();
    const mine = running.start({ place, killKeys: ["agt_1", "con_1"] });
    const other = running.start({ place, killKeys: ["agt_2", "con_1"] });
    const foreign = running.start({ place: { ...place, org: "org_2" }, killKeys: ["agt_1"] });
    say(["agt_1"]);
    expect([mine.signal.aborted, mine.stoppedBy()]).toEqual([true, "agt_1"]);
    expect([other.signal.aborted, foreign.signal.aborted]).toEqual([false, false]);
    say(["con_1"]);
    expect(other.stoppedBy()).toBe("con_1");
    expect(mine.stoppedBy()).toBe("agt_1");
  });

  it("that have ended are left alone", () => {
    const { running, say } = makeRunning();
    const call = running.start({ place, killKeys: ["agt_1"] });
    call.end();
    say(["agt_1"]);
    expect([call.signal.aborted, call.stoppedBy()]).toEqual([false, null]);
  });

  it("are aborted by their own request too, which is no stop", () => {
    const { running, say } = makeRunning();
    const request = new AbortController();
    const call = running.start({ place, killKeys: ["agt_1"] }, request);
    request.abort();
    say(["agt_1"]);
    expect([call.signal.aborted, call.stoppedBy()]).toEqual([true, null]);
    expect(running.start({ place, killKeys: [] }, request).signal.aborted).toBe(true);
  });

  it("stay stopped when they start over under a newer snapshot", () => {
    const { running, say } = makeRunning();
    const request = new AbortController();
    const first = running.start({ place, killKeys: ["agt_1"] }, request);
    say(["agt_1"]);
    first.end();
    const again = running.start({ place, killKeys: ["agt_1"] }, request);
    expect([again.signal.aborted, again.stoppedBy()]).toEqual([true, "agt_1"]);
  });

  it("whose word was missed are found by a look at Redis within two looks", async () => {
    vi.useFakeTimers();
    const { running, kills } = makeRunning();
    const call = running.start({ place, killKeys: ["agt_1"] });
    const spared = running.start({ place, killKeys: ["agt_2"] });
    kills.add("agt_1");
    await vi.advanceTimersByTimeAsync(2_000);
    expect([call.stoppedBy(), spared.stoppedBy()]).toEqual(["agt_1", null]);
    await running.close();
  });
});

describe("those who wait", () => {
  it("are told of each kill that names one of theirs, until they wait no more", () => {
    const { running, say } = makeRunning();
    const told: string[] = [];
    const forget = running.heed({ place, killKeys: ["agt_1"] }, () => told.push("told"));
    say(["agt_2"]);
    say(["agt_1"]);
    say(["agt_1"]);
    forget();
    say(["agt_1"]);
    expect(told).toEqual(["told", "told"]);
  });
});
