import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const launcher = fileURLToPath(new URL("../../../scripts/postgres-server.mjs", import.meta.url));

export type PostgresServer = {
  /** Superuser URL of the `postgres` database. */
  readonly url: string;
  close(): Promise<void>;
};

/**
 * Starts a real Postgres in a temporary folder on a free port. It ends, and its folder goes, with `close` or with
 * this process, however that ends: the launcher watches its standard input.
 * @throws when the server does not come up; the message holds its last words.
 */
export async function startPostgresServer(): Promise<PostgresServer> {
  const password = randomBytes(18).toString("hex");
  const child = spawn(process.execPath, [launcher, "--ephemeral"], {
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
    env: { PATH: process.env["PATH"] ?? "", POSTGRES_PASSWORD: password },
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    said = (said + chunk).slice(-4000);
  });
  const port = await new Promise<number>((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", (line) => resolve(readPort(line)));
    child.once("error", reject);
    child.once("exit", () => reject(new Error(`Postgres did not start: ${said.trim()}`)));
  });
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    async close() {
      child.stdin.end();
      await exited;
    },
  };
}

function readPort(line: string): number {
  const ready: unknown = JSON.parse(line);
  if (typeof ready === "object" && ready !== null && "port" in ready && typeof ready.port === "number")
    return ready.port;
  throw new Error(`The Postgres launcher answered with something else than a port: ${line}`);
}
