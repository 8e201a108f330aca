import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startRedis, type TestRedis } from "./redis.ts";

let server: TestRedis;
beforeAll(async () => {
  server = await startRedis({ appendfsync: "always" });
});
afterAll(() => server.close());

async function ask<T>(work: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(server.url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    client.disconnect();
  }
}

test("what was written survives a crash", async () => {
  await ask((client) => client.set("kept", "yes"));
  await server.kill9();
  await expect(ask((client) => client.get("kept"))).rejects.toThrow();
  await server.restart();
  await expect(ask((client) => client.get("kept"))).resolves.toBe("yes");
});

test("two servers share nothing", async () => {
  const other = await startRedis({ appendonly: false });
  expect(other.url).not.toBe(server.url);
  await other.close();
});
