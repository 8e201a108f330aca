import { describe, expect, it, vi } from "vitest";
import { CallsInHand } from "./calls-in-hand.ts";
import { Departure } from "./departure.ts";
import { Patience } from "./patience.ts";

function patienceOf(ticketAfterMs: number) {
  const inHand = new CallsInHand({ most: 1, mostWaiting: 1 });
  const presence = new Departure();
  return {
    presence,
    patience: new Patience({ ticketAfterMs, isTask: false, onHeartbeat: () => {}, presence }, inHand),
  };
}

describe("patience", () => {
  it("tries again what failed or told nothing, until it tells something", async () => {
    const { patience } = patienceOf(60_000);
    const work = vi
      .fn()
      .mockRejectedValueOnce(new Error("busy"))
      .mockResolvedValueOnce("unknown")
      .mockResolvedValue("yes");
    expect(await patience.until(work, (said) => said !== "unknown")).toBe("yes");
    expect(work).toHaveBeenCalledTimes(3);
  });

  it("lets the last try stand once it is over", async () => {
    const { patience } = patienceOf(0);
    await expect(patience.until(() => Promise.reject(new Error("busy")))).rejects.toThrow("busy");
    expect(
      await patience.until(
        async () => "unknown",
        () => false,
      ),
    ).toBe("unknown");
  });

  it("is over once its agent has left", async () => {
    const { patience, presence } = patienceOf(60_000);
    expect(patience.isOver).toBe(false);
    await expect(
      patience.until(async () => {
        presence.leave();
        throw new Error("busy");
      }),
    ).rejects.toThrow("busy");
    expect(patience.isOver).toBe(true);
  });
});
