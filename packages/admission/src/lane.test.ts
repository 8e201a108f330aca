import { describe, expect, it } from "vitest";
import { GROUP_BYTES, GROUP_CALLS, Lane, type LaneItem } from "./lane.ts";

type Sent = { texts: readonly string[]; answer(): void; fail(): void };

/** A lane whose script is answered by hand; each item's verdict is its own text. */
function handLane(
  deadlineMs = 5_000,
  soon = (work: () => void): void => work(),
): {
  lane: Lane;
  sent: Sent[];
  link: { isReady: boolean; isLost: boolean; hung: number };
} {
  const sent: Sent[] = [];
  const link = { isReady: true, isLost: false, hung: 0 };
  const lane = new Lane({
    deadlineMs,
    soon,
    isReady: () => link.isReady,
    isLost: () => link.isLost,
    onHung: () => {
      link.hung += 1;
    },
    send: (texts) =>
      new Promise((resolve, reject) => {
        sent.push({ texts, answer: () => resolve([...texts]), fail: () => reject(new Error("connection lost")) });
      }),
  });
  return { lane, sent, link };
}

function item(org: string, text: string, more: Partial<LaneItem<string>> = {}): LaneItem<string> {
  return { org, text, blobs: [], isRepeatable: true, decode: (reply) => String(reply), ...more };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("a lane", () => {
  it("sends the first at once and gathers the next group while it runs", async () => {
    const { lane, sent } = handLane();
    const answers = ["a", "b", "c"].map((text) => lane.submit(item("org", text)));
    expect(sent.map(({ texts }) => texts)).toEqual([["a"]]);
    sent[0]?.answer();
    await turn();
    expect(sent.map(({ texts }) => texts)).toEqual([["a"], ["b", "c"]]);
    sent[1]?.answer();
    expect(await Promise.all(answers)).toEqual(["a", "b", "c"]);
  });

  it("sends what came in one turn of the event loop together", async () => {
    const { lane, sent } = handLane(5_000, setImmediate);
    const answers = ["a", "b", "c"].map((text) => lane.submit(item("org", text)));
    expect(sent).toEqual([]);
    await turn();
    expect(sent.map(({ texts }) => texts)).toEqual([["a", "b", "c"]]);
    const late = lane.submit(item("org", "d"));
    await turn();
    expect(sent).toHaveLength(1);
    sent[0]?.answer();
    await turn();
    await turn();
    expect(sent.map(({ texts }) => texts)).toEqual([["a", "b", "c"], ["d"]]);
    sent[1]?.answer();
    expect(await Promise.all([...answers, late])).toEqual(["a", "b", "c", "d"]);
  });

  it("never has two groups in flight, and none holds more than 64 calls", async () => {
    const { lane, sent } = handLane();
    const answers = Array.from({ length: 200 }, (_, index) => lane.submit(item("org", String(index))));
    let most = 0;
    for (let group = 0; group < sent.length; group += 1) {
      expect(sent).toHaveLength(group + 1);
      most = Math.max(most, sent[group]?.texts.length ?? 0);
      sent[group]?.answer();
      await turn();
    }
    expect(most).toBe(GROUP_CALLS);
    expect(await Promise.all(answers)).toHaveLength(200);
  });

  it("a group holds at most 256 KiB, and what alone is larger goes alone", async () => {
    const { lane, sent } = handLane();
    const sizes = [10, 100_000, 100_000, 100_000, 400_000, 10];
    const answers = sizes.map((size) => lane.submit(item("org", "t", { blobs: ["x".repeat(size)] })));
    const groups: number[] = [];
    for (let group = 0; group < sent.length; group += 1) {
      groups.push(sent[group]?.texts.length ?? 0);
      sent[group]?.answer();
      await turn();
    }
    expect(groups).toEqual([1, 2, 1, 1, 1]);
    expect(200_000).toBeLessThan(GROUP_BYTES);
    await Promise.all(answers);
  });

  it("takes organizations in turn, so a busy one doesn't starve a quiet one", async () => {
    const { lane, sent } = handLane();
    const answers = [lane.submit(item("busy", "first"))];
    for (let index = 0; index < 100; index += 1) answers.push(lane.submit(item("busy", `busy ${index}`)));
    answers.push(lane.submit(item("quiet", "quiet 0")), lane.submit(item("quiet", "quiet 1")));
    sent[0]?.answer();
    await turn();
    expect(sent[1]?.texts.slice(0, 5)).toEqual(["busy 0", "quiet 0", "busy 1", "quiet 1", "busy 2"]);
    sent[1]?.answer();
    await turn();
    sent[2]?.answer();
    await Promise.all(answers);
  });

  it("a lost group is sent again where that is safe, and given up where it is not", async () => {
    const { lane, sent } = handLane();
    const lost: (string | null)[] = [];
    const onLate = (verdict: string | null): void => void lost.push(verdict);
    const first = lane.submit(item("org", "first"));
    const safe = lane.submit(item("org", "safe", { onLate }));
    const unsafe = lane.submit(item("org", "unsafe", { isRepeatable: false, onLate }));
    sent[0]?.answer();
    await turn();
    sent[1]?.fail();
    expect(await unsafe).toEqual({ kind: "UNAVAILABLE", reason: "connection lost" });
    await expect.poll(() => sent.length).toBe(3);
    expect(sent[2]?.texts).toEqual(["safe"]);
    sent[2]?.answer();
    expect(await Promise.all([first, safe])).toEqual(["first", "safe"]);
    expect(lost).toEqual([null]);
  });

  it("answers within the deadline; the verdict that comes too late is handed on", async () => {
    const { lane, sent } = handLane(20);
    const late: (string | null)[] = [];
    const verdict = await lane.submit(item("org", "slow", { onLate: (text) => void late.push(text) }));
    expect(verdict).toEqual({ kind: "UNAVAILABLE", reason: "no answer in time" });
    sent[0]?.answer();
    await turn();
    expect(late).toEqual(["slow"]);
  });

  it("what waits while Redis hangs is answered in time and never sent", async () => {
    const { lane, sent } = handLane(20);
    const late: unknown[] = [];
    const running = lane.submit(item("org", "running"));
    const waiting = lane.submit(item("org", "waiting", { onLate: (text) => void late.push(text) }));
    expect(await waiting).toMatchObject({ kind: "UNAVAILABLE" });
    await running;
    sent[0]?.answer();
    await turn();
    expect(sent).toHaveLength(1);
    expect(late).toEqual([]);
  });

  it("a group that hangs for long has its connection cut", async () => {
    const { lane, link } = handLane(10);
    await lane.submit(item("org", "hanging"));
    await expect
      .poll(async () => {
        await lane.submit(item("org", "next"));
        return link.hung;
      })
      .toBeGreaterThan(0);
    lane.close();
  });

  it("a connection known to be gone refuses at once", async () => {
    const { lane, sent, link } = handLane();
    link.isReady = false;
    link.isLost = true;
    expect(await lane.submit(item("org", "a"))).toEqual({ kind: "UNAVAILABLE", reason: "redis is lost" });
    expect(sent).toEqual([]);
  });

  it("what came while the connection was briefly away goes when it is back", async () => {
    const { lane, sent, link } = handLane();
    link.isReady = false;
    const answer = lane.submit(item("org", "a"));
    expect(sent).toEqual([]);
    link.isReady = true;
    lane.pump();
    sent[0]?.answer();
    expect(await answer).toBe("a");
  });

  it("closing answers everything", async () => {
    const { lane } = handLane();
    const answers = ["a", "b"].map((text) => lane.submit(item("org", text)));
    lane.close();
    expect(await Promise.all(answers)).toEqual([
      { kind: "UNAVAILABLE", reason: "closing" },
      { kind: "UNAVAILABLE", reason: "closing" },
    ]);
    expect(await lane.submit(item("org", "c"))).toEqual({ kind: "UNAVAILABLE", reason: "closing" });
  });
});
