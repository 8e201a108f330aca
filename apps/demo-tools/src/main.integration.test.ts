import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { startPostgres } from "@countersign/testkit";
import { afterEach, expect, test } from "vitest";

const running = new Set<ChildProcess>();
afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
  running.clear();
});

/** Runs one of this app's programs from its source, with nothing in its environment but this. */
function run(program: string, env: Record<string, string>) {
  const path = fileURLToPath(new URL(program, import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", path], {
    env: { PATH: process.env["PATH"] ?? "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  const exit = new Promise<number | null>((resolve) => child.once("exit", resolve));
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    errors += chunk;
  });
  return { child, exit, lines: createInterface({ input: child.stdout }), errors: () => errors };
}

test.each(["SIGTERM", "SIGINT"] as const)(
  "the program says where it is, serves, and ends cleanly by %s",
  async (signal) => {
    const mailDir = await mkdtemp(join(tmpdir(), "demo-tools-main-"));
    const { child, exit, lines } = run("main.ts", { PORT: "0", SMTP_PORT: "0", MAIL_DIR: mailDir });
    const line = await new Promise<string>((resolve, reject) => {
      lines.once("line", resolve);
      exit.then((code) => reject(new Error(`ended early: ${code}`)), reject);
    });
    const ready = JSON.parse(line) as { msg: string; url: string };
    expect(ready.msg).toBe("ready");
    expect(await (await fetch(new URL("/healthz", ready.url))).json()).toEqual({ status: "ok" });
    child.kill(signal);
    expect(await exit).toBe(0);
    await rm(mailDir, { recursive: true, force: true });
  },
);

test("a wrong setting ends the program with its name", async () => {
  const { exit, lines } = run("main.ts", { PORT: "none" });
  const line = new Promise<string>((resolve) => lines.once("line", resolve));
  expect(await exit).toBe(1);
  expect(await line).toContain("PORT");
});

test("the preparation program refuses any role but the narrow one, and tells no password", async () => {
  const postgres = await startPostgres();
  const database = await postgres.createDatabase();
  const reader = new URL(database.url);
  const refused = run("prepare-database.ts", { DEMO_DATABASE_OWNER_URL: database.url, DEMO_DATABASE_URL: reader.href });
  expect(await refused.exit).toBe(1);
  expect(refused.errors()).toContain("demo_tools_reader");
  expect(refused.errors()).not.toContain(reader.password);
  await postgres.close();
});
