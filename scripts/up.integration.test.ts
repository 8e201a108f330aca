import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer, type Server } from "node:net";
import path from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { makeFakeCheckout } from "./testing/fake-checkout.ts";
import { endAll, isAlive, startUp, until } from "./testing/up-process.ts";

let checkout: ReturnType<typeof makeFakeCheckout>;
beforeAll(() => {
  checkout = makeFakeCheckout();
});
afterEach(endAll);
afterAll(() => checkout.remove());

const local = (file: string) => path.join(checkout.folder, ".local", file);

test("Ctrl-C in a terminal stops everything and keeps the data", async () => {
  const up = startUp(checkout.folder, { throughNpm: true });
  await up.ready();
  const children = up.children();
  expect(children.map(({ name }) => name).sort()).toEqual(
    ["dashboard", "demo-tools", "gateway", "postgres", "redis", "worker"].sort(),
  );
  up.signal("SIGINT");
  await up.exitCode();
  await until(() => children.every(({ pid }) => !isAlive(pid)) && !existsSync(local("run.json")));
  expect(up.output()).toContain("Stopped in");
  expect(statSync(local("secrets.json")).mode & 0o777).toBe(0o600);
  expect(statSync(local("postgres/PG_VERSION")).isFile()).toBe(true);
});

test("a second run keeps the secrets and steps over a port that someone took", async () => {
  const secrets = readFileSync(local("secrets.json"), "utf8");
  const squatter = await listen(4601);
  const up = startUp(checkout.folder);
  const { gatewayUrl } = await up.ready();
  expect(gatewayUrl).not.toContain(":4601");
  expect(up.output()).toContain("port 4601 is taken");
  expect(readFileSync(local("secrets.json"), "utf8")).toBe(secrets);
  up.signal("SIGTERM");
  await up.exitCode();
  squatter.close();
});

test("a run that was killed leaves nothing that the next one does not end", async () => {
  const killed = startUp(checkout.folder);
  await killed.ready();
  const left = killed.children();
  killed.signal("SIGKILL");
  await killed.exitCode();
  await until(() => left.every(({ name, pid }) => name !== "postgres" || !isAlive(pid)));
  const next = startUp(checkout.folder);
  await until(() => next.output().includes("is ready"));
  expect(next.output()).toContain("interrupted run left behind");
  expect(left.filter(({ pid }) => isAlive(pid))).toEqual([]);

  const again = startUp(checkout.folder);
  expect(await again.exitCode()).toBe(0);
  expect(again.output()).toContain("already running");
  next.signal("SIGINT");
  await next.exitCode();
});

test("an app that crashes is named with its last words, and everything stops", async () => {
  const up = startUp(checkout.folder);
  await up.ready();
  const children = up.children();
  const worker = children.find(({ name }) => name === "worker");
  await fetch(`${worker?.url}/crash`).catch(() => undefined);
  expect(await up.exitCode()).toBe(1);
  expect(up.output()).toContain("worker ended with 3");
  expect(up.output()).toContain("the fake app was asked to crash");
  expect(children.filter(({ pid }) => isAlive(pid))).toEqual([]);
});

test("a second Ctrl-C does not wait for an app that hangs", async () => {
  const up = startUp(checkout.folder, { env: { SLOW_STOP_MS: "60000" } });
  await up.ready();
  const children = up.children();
  up.signal("SIGINT");
  await until(() => up.output().includes("Stopping"));
  const pressedAt = Date.now();
  await until(() => Date.now() - pressedAt > 1100);
  up.signal("SIGINT");
  expect(await up.exitCode()).toBe(130);
  expect(Date.now() - pressedAt).toBeLessThan(8000);
  await until(() => children.every(({ pid }) => !isAlive(pid)));
});

test("starting over asks first", async () => {
  const up = startUp(checkout.folder, { args: ["--reset"] });
  expect(await up.exitCode()).toBe(1);
  expect(up.output()).toContain("Nothing was removed");
  expect(statSync(local("secrets.json")).isFile()).toBe(true);
});

function listen(port: number): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(server));
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}
