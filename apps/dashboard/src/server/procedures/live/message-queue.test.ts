import { describe, expect, it } from "vitest";
import { messageQueue } from "./message-queue.ts";

async function drain(queue: ReturnType<typeof messageQueue<number>>): Promise<number[]> {
  const seen: number[] = [];
  for await (const message of queue.messages()) seen.push(message);
  return seen;
}

describe("a message queue", () => {
  it("gives messages in order, those pushed before and after the reader came", async () => {
    const queue = messageQueue<number>();
    queue.push(1);
    const reading = drain(queue);
    queue.push(2);
    queue.end();
    expect(await reading).toEqual([1, 2]);
  });

  it("ends a reader that waits", async () => {
    const queue = messageQueue<number>();
    const reading = drain(queue);
    queue.end();
    expect(await reading).toEqual([]);
  });

  it("drops the oldest for a reader that doesn't keep up", async () => {
    const queue = messageQueue<number>();
    for (let message = 0; message < 300; message += 1) queue.push(message);
    queue.end();
    const seen = await drain(queue);
    expect(seen).toHaveLength(256);
    expect(seen.at(-1)).toBe(299);
  });
});
