import { spawn, spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { postgresBinaries } from "./binaries.mjs";
import { serverIdentity } from "./reachable.mjs";

const loseOnPowerCut = ["-c", "fsync=off", "-c", "full_page_writes=off"];
/** By what a commit survives: a laptop's data a crash of the machine, tests a crash of the server or nothing at all. */
const durabilityFlags = {
  machine: [],
  process: loseOnPowerCut,
  none: [...loseOnPowerCut, "-c", "synchronous_commit=off"],
};
const flags = ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=250"];
const startTimeoutMs = 30_000;

/**
 * Prepares the data directory if it is new and starts a server on it.
 * @param {{ dataDir: string, port: number, password: string, durability: "machine" | "process" | "none" }} options
 * @returns {Promise<import("node:child_process").ChildProcess>} the server, once it accepts connections
 * @throws when the server ends before it accepts connections; the message holds its last words
 */
export async function startCluster({ dataDir, port, password, durability }) {
  const identity = serverIdentity();
  const binaries = postgresBinaries(identity);
  if (!existsSync(path.join(dataDir, "PG_VERSION"))) initialise({ dataDir, password, binaries, identity });
  stopLeftover(dataDir);
  const server = spawn(
    binaries.postgres,
    ["-D", dataDir, "-p", String(port), ...flags, ...durabilityFlags[durability]],
    {
      ...identity,
      cwd: "/",
      stdio: ["ignore", "ignore", "pipe"],
      env: { PATH: process.env.PATH ?? "", LC_ALL: "C" },
    },
  );
  await accepting(server);
  return server;
}

function initialise({ dataDir, password, binaries, identity }) {
  rmSync(dataDir, { recursive: true, force: true });
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const passwordFile = `${dataDir}.password`;
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (identity) for (const owned of [dataDir, passwordFile]) chownSync(owned, identity.uid, identity.gid);
  try {
    const made = spawnSync(
      binaries.initdb,
      [
        `--pgdata=${dataDir}`,
        "--auth=scram-sha-256",
        "--username=postgres",
        `--pwfile=${passwordFile}`,
        "--encoding=UTF8",
        "--no-locale",
      ],
      { ...identity, cwd: "/", encoding: "utf8", env: { PATH: process.env.PATH ?? "", LC_ALL: "C" } },
    );
    if (made.status !== 0) {
      rmSync(dataDir, { recursive: true, force: true });
      throw new Error(`Postgres could not prepare ${dataDir}: ${made.error?.message ?? made.stderr.trim()}`);
    }
  } finally {
    unlinkSync(passwordFile);
  }
}

/** A launcher that was killed leaves its server running: two servers on one directory would be refused. */
function stopLeftover(dataDir) {
  const pidFile = path.join(dataDir, "postmaster.pid");
  if (!existsSync(pidFile)) return;
  const pid = Number.parseInt(readFileSync(pidFile, "utf8"), 10);
  const command = spawnSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8" }).stdout ?? "";
  if (!command.includes(dataDir)) return;
  process.kill(pid, "SIGINT");
  const giveUpAt = Date.now() + 10_000;
  while (isAlive(pid)) {
    if (Date.now() > giveUpAt) process.kill(pid, "SIGQUIT");
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function accepting(server) {
  return new Promise((resolve, reject) => {
    let said = "";
    const timer = setTimeout(() => {
      server.kill("SIGQUIT");
      reject(new Error(`Postgres did not accept connections within ${startTimeoutMs} ms: ${said.slice(-2000)}`));
    }, startTimeoutMs);
    server.stderr.setEncoding("utf8");
    server.stderr.on("data", (chunk) => {
      said = (said + chunk).slice(-8000);
      if (!said.includes("database system is ready to accept connections")) return;
      clearTimeout(timer);
      resolve(undefined);
    });
    server.once("error", reject);
    server.once("exit", (code) => {
      clearTimeout(timer);
      reject(new Error(`Postgres ended with ${code} before it accepted connections: ${said.trim().slice(-2000)}`));
    });
  });
}
