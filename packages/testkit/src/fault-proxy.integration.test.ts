import { createServer, type Server } from "node:http";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type FaultProxy, startFaultProxy } from "./fault-proxy.ts";

const BODY = "0123456789".repeat(20);

describe("the fault proxy", () => {
  let server: Server;
  let proxy: FaultProxy;
  let served = 0;

  beforeAll(async () => {
    server = createServer((_request, response) => {
      served += 1;
      response.setHeader("connection", "close");
      response.end(BODY);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    proxy = await startFaultProxy(`http://127.0.0.1:${address.port}/where?so=1`);
  });
  afterEach(() => {
    proxy.fault = null;
  });
  afterAll(async () => {
    await proxy?.close();
    server?.close();
  });

  const get = async (signal?: AbortSignal): Promise<string> => {
    const response = await fetch(proxy.url, signal ? { signal } : {});
    return response.text();
  };

  it("passes bytes on, and keeps the rest of the URL", async () => {
    expect(proxy.url).toContain("/where?so=1");
    expect(await get()).toBe(BODY);
  });

  it("refuses, and is well again", async () => {
    proxy.fault = { kind: "refuse" };
    await expect(get()).rejects.toThrow();
    proxy.fault = null;
    expect(await get()).toBe(BODY);
  });

  it("drops requests before they arrive, and answers after they did", async () => {
    const before = served;
    proxy.fault = { kind: "drop", what: "requests" };
    await expect(get(AbortSignal.timeout(150))).rejects.toThrow();
    expect(served).toBe(before);
    proxy.fault = { kind: "drop", what: "answers" };
    await expect(get(AbortSignal.timeout(150))).rejects.toThrow();
    expect(served).toBe(before + 1);
  });

  it("delays both ways, and drips answers", async () => {
    const from = performance.now();
    proxy.fault = { kind: "delay", ms: 60 };
    expect(await get()).toBe(BODY);
    expect(performance.now() - from).toBeGreaterThanOrEqual(115);
    const dripFrom = performance.now();
    proxy.fault = { kind: "drip", bytes: 100, everyMs: 40 };
    expect(await get()).toBe(BODY);
    expect(performance.now() - dripFrom).toBeGreaterThanOrEqual(75);
  });

  it("cuts an answer half-way after its request has arrived", async () => {
    const before = served;
    proxy.fault = { kind: "cut", afterBytes: 30 };
    await expect(get()).rejects.toThrow();
    expect(served).toBe(before + 1);
  });
});
