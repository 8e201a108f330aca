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

export type CrashingPostgres = PostgresServer & {
  /** The server's process now: SIGQUIT is what `pg_ctl stop -m immediate` sends. */
  pid(): number;
};

/**
 * Starts a real Postgres in a temporary folder on a free port. It ends, and its folder goes, with `close` or with
 * this process, however that ends: the launcher watches its standard input.
 * @throws when the server does not come up; the message holds its last words.
 */
export async function startPostgresServer(): Promise<PostgresServer> {
  const { url, close } = await launchPostgres([]);
  return { url, close };
}

/** The same, but one that comes back on the same port by itself when it is ended, with all that was committed. */
export function startCrashingPostgres(): Promise<CrashingPostgres> {
  return launchPostgres(["--comes-back"]);
}

async function launchPostgres(options: readonly string[]): Promise<CrashingPostgres> {
  const password = randomBytes(18).toString("hex");
  const child = spawn(process.execPath, [launcher, "--ephemeral", ...options], {
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
    env: { PATH: process.env["PATH"] ?? "", POSTGRES_PASSWORD: password },
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    said = (said + chunk).slice(-4000);
  });
  let running = { port: 0, pid: 0 };
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      running = readReady(line);
      resolve();
    });
    child.once("error", reject);
    child.once("exit", () => reject(new Error(`Postgres did not start: ${said.trim()}`)));
  });
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${running.port}/postgres`,
    pid: () => running.pid,
    async close() {
      child.stdin.end();
      await exited;
    },
  };
}

function readReady(line: string): { readonly port: number; readonly pid: number } {
  const ready: unknown = JSON.parse(line);
  if (typeof ready === "object" && ready !== null && "port" in ready && "pid" in ready) {
    const { port, pid } = ready;
    if (typeof port === "number" && typeof pid === "number") return { port, pid };
  }
  throw new Error(`The Postgres launcher answered with something else than a port: ${line}`);
}
