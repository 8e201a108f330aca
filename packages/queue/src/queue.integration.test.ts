import { startRedis, type TestRedis } from "@countersign/testkit";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createQueue, type Queue } from "./queue.ts";
import { createWorker, type JobHandlers, type QueueWorker } from "./worker.ts";

describe("the queue", () => {
  let redis: TestRedis;
  const opened: { close(): Promise<void> }[] = [];
  let prefixes = 0;

  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(async () => {
    for (const each of opened.reverse()) await each.close();
    await redis?.close();
  });

  function queueOfItsOwn(): { queue: Queue; prefix: string } {
    prefixes += 1;
    const prefix = `{t${prefixes}}`;
    const queue = createQueue({ redisUrl: redis.url, prefix });
    opened.push(queue);
    return { queue, prefix };
  }

  function workerFor(prefix: string, handlers: Partial<JobHandlers>): QueueWorker {
    const unexpected = async (): Promise<void> => {
      throw new Error("no handler in this test");
    };
    const all: JobHandlers = {
      "approval-expire": unexpected,
      "approval-sweep": unexpected,
      "connection-discover": unexpected,
      "outbox-relay": unexpected,
      "lease-sweep": unexpected,
      "webhook-test": unexpected,
      ...handlers,
    };
    const worker = createWorker({ redisUrl: redis.url, prefix, handlers: all });
    opened.push(worker);
    return worker;
  }

  it("a job reaches its handler with its payload", async () => {
    const { queue, prefix } = queueOfItsOwn();
    const seen = new Promise((resolve) => {
      workerFor(prefix, { "approval-expire": async (payload, context) => resolve({ payload, context }) });
    });
    await queue.enqueue("approval-expire", { organizationId: "org_1", approvalId: "apr_1" }, { jobId: "expire-apr_1" });
    expect(await seen).toEqual({
      payload: { organizationId: "org_1", approvalId: "apr_1" },
      context: { jobId: "expire-apr_1", attempt: 1 },
    });
  });

  it("the same job id is taken once", async () => {
    const { queue } = queueOfItsOwn();
    for (let round = 0; round < 3; round += 1) {
      const payload = { organizationId: "org_1", approvalId: "apr_1" };
      await queue.enqueue("approval-expire", payload, { jobId: "expire-apr_1", delayMs: 60_000 });
    }
    expect(await queue.counts()).toEqual({ waiting: 0, delayed: 1, active: 0, failed: 0 });
  });

  it("a delayed job waits for its time", async () => {
    const { queue, prefix } = queueOfItsOwn();
    const start = performance.now();
    const done = new Promise<void>((resolve) => {
      workerFor(prefix, { "lease-sweep": async () => resolve() });
    });
    await queue.enqueue("lease-sweep", {}, { delayMs: 150 });
    await done;
    expect(performance.now() - start).toBeGreaterThanOrEqual(149);
  });

  it("a failed job is tried again until it succeeds", async () => {
    const { queue, prefix } = queueOfItsOwn();
    const attempts: number[] = [];
    const done = new Promise<void>((resolve) => {
      workerFor(prefix, {
        "approval-expire": async (_, { attempt }) => {
          attempts.push(attempt);
          if (attempt < 2) throw new Error("upstream is away");
          resolve();
        },
      });
    });
    await queue.enqueue("approval-expire", { organizationId: "org_1", approvalId: "apr_1" });
    await done;
    expect(attempts).toEqual([1, 2]);
  });

  it("a poison payload is parked at once, visible, and harms no other job", async () => {
    const { queue, prefix } = queueOfItsOwn();
    const inspector = new Redis(redis.url);
    await queue.enqueue("approval-expire", { organizationId: "org_1", approvalId: "apr_1" }, { jobId: "poison" });
    await inspector.hset(`${prefix}:jobs:poison`, "data", '{"organizationId":7}');
    await queue.enqueue("outbox-relay", {}, { jobId: "good" });
    const done = new Promise<void>((resolve) => {
      workerFor(prefix, { "outbox-relay": async () => resolve() });
    });
    await done;
    await expect.poll(async () => (await queue.counts()).failed).toBe(1);
    expect(await queue.parked(10)).toEqual([
      {
        id: "poison",
        name: "approval-expire",
        reason: "the payload of approval-expire is not of its shape",
        attempts: 1,
      },
    ]);
    expect(await queue.retryParked("poison")).toBe(true);
    expect(await queue.retryParked("good")).toBe(false);
    inspector.disconnect();
  });

  it("a repeated job runs again and again, and setting it twice keeps one schedule", async () => {
    const { queue, prefix } = queueOfItsOwn();
    await queue.repeat("outbox-relay", {}, 50);
    await queue.repeat("outbox-relay", {}, 50);
    let runs = 0;
    const thrice = new Promise<void>((resolve) => {
      workerFor(prefix, {
        "outbox-relay": async () => {
          runs += 1;
          if (runs === 3) resolve();
        },
      });
    });
    await thrice;
    expect((await queue.counts()).delayed).toBeLessThanOrEqual(1);
  });

  it("closing a worker waits for the job in hand", async () => {
    const { queue, prefix } = queueOfItsOwn();
    let finish: () => void = () => {};
    let isDone = false;
    const started = new Promise<QueueWorker>((resolve) => {
      const worker: QueueWorker = workerFor(prefix, {
        "lease-sweep": async () => {
          resolve(worker);
          await new Promise<void>((release) => {
            finish = release;
          });
          isDone = true;
        },
      });
    });
    await queue.enqueue("lease-sweep", {});
    const worker = await started;
    const closed = worker.close();
    finish();
    await closed;
    expect(isDone).toBe(true);
  });

  it.each(["a:b", "42", "", "with space"])("the job id %j is refused", async (jobId) => {
    const { queue } = queueOfItsOwn();
    await expect(queue.enqueue("lease-sweep", {}, { jobId })).rejects.toThrow(RangeError);
  });

  it("a payload of another shape is not put on the queue", async () => {
    const { queue } = queueOfItsOwn();
    const payload = { organizationId: "org_1", approvalId: "apr_1", extra: "canary" };
    await expect(queue.enqueue("approval-expire", payload)).rejects.toThrow();
    expect(await queue.counts()).toMatchObject({ waiting: 0, delayed: 0 });
  });

  it("a prefix that is no hash tag is refused", () => {
    expect(() => createQueue({ redisUrl: redis.url, prefix: "s00" })).toThrow(RangeError);
  });
});
