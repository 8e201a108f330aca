import { describe, expect, it } from "vitest";
import { CallsInHand } from "./calls-in-hand.ts";

function soon() {
  let resolve: (value: string) => void = () => {};
  let reject: (reason: Error) => void = () => {};
  const promise = new Promise<string>((...ends) => {
    [resolve, reject] = ends;
  });
  return { promise, resolve, reject };
}

describe("calls in hand", () => {
  it("are bounded, and those that wait for people make room for others", async () => {
    const inHand = new CallsInHand({ most: 1, mostWaiting: 2 });
    const decided = soon();
    const ran = soon();
    const waits = inHand.take(() => inHand.waiting(decided.promise));
    const runs = inHand.take(() => ran.promise);
    expect(await inHand.take(async () => "a third")).toBeNull();
    decided.resolve("approved");
    expect(await waits).toBe("approved");
    expect(await inHand.take(async () => "a third")).toBeNull();
    ran.resolve("ran");
    expect(await runs).toBe("ran");
    expect(await inHand.take(async () => "a third")).toBe("a third");
  });

  it("wait only so many at a time, whatever their waiting ends in", async () => {
    const inHand = new CallsInHand({ most: 2, mostWaiting: 1 });
    const broken = soon();
    const waits = inHand.take(() => inHand.waiting(broken.promise));
    expect(inHand.mayWait).toBe(false);
    broken.reject(new Error("gone"));
    await expect(waits).rejects.toThrow("gone");
    expect(inHand.mayWait).toBe(true);
  });
});
