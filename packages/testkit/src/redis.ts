import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

export type TestRedisOptions = {
  /** Whether writes go to the append-only file; default true, as in production. */
  readonly appendonly?: boolean;
  /** When the append-only file is forced to disk; default "everysec". */
  readonly appendfsync?: "always" | "everysec" | "no";
};

export type TestRedis = {
  readonly url: string;
  /** The server's process now. */
  pid(): number;
  /** Ends the server at once, as a crash would, and waits until it is gone. */
  kill9(): Promise<void>;
  /** Starts the server again on the same port and data; a running one is stopped first. */
  restart(): Promise<void>;
  /** Copies what the server has on disk now; `restoreCopy` takes the server back to it. */
  saveCopy(): Promise<void>;
  /** Ends the server as a crash would and starts it, on the same port, from what was copied: an older state. */
  restoreCopy(): Promise<void>;
  /** Ends the server as a crash would and starts it with nothing. */
  empty(): Promise<void>;
  /** Stops the server's process without ending it, and lets it go on. */
  freeze(): void;
  thaw(): void;
  /** Stops the server and removes its data. */
  close(): Promise<void>;
};

/**
 * A real redis-server (or valkey-server) of one's own, on a free port, in a temporary folder. It never outlives
 * this process. TEST_REDIS_SERVER may name the program.
 * @throws when the program is missing or does not accept connections.
 */
export async function startRedis(options: TestRedisOptions = {}): Promise<TestRedis> {
  const folder = mkdtempSync(path.join(tmpdir(), "countersign-redis-"));
  const copy = `${folder}-copy`;
  const port = await freePort();
  const flags = redisFlags({ folder, port, options });
  let server = await launch(flags);
  const killAtExit = () => {
    server.kill("SIGKILL");
    for (const each of [folder, copy]) rmSync(each, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  };
  process.once("exit", killAtExit);
  return {
    url: `redis://127.0.0.1:${port}`,
    pid: () => server.pid ?? 0,
    kill9: () => end(server, "SIGKILL"),
    async restart() {
      await end(server, "SIGTERM");
      server = await launch(flags);
    },
    async saveCopy() {
      rmSync(copy, { recursive: true, force: true });
      cpSync(folder, copy, { recursive: true });
    },
    async restoreCopy() {
      await end(server, "SIGKILL");
      emptyFolder(folder);
      cpSync(copy, folder, { recursive: true });
      server = await launch(flags);
    },
    async empty() {
      await end(server, "SIGKILL");
      emptyFolder(folder);
      server = await launch(flags);
    },
    freeze: () => void server.kill("SIGSTOP"),
    thaw: () => void server.kill("SIGCONT"),
    async close() {
      process.off("exit", killAtExit);
      await end(server, "SIGKILL");
      rmSync(folder, { recursive: true, force: true });
      rmSync(copy, { recursive: true, force: true });
    },
  };
}

function emptyFolder(folder: string): void {
  for (const name of readdirSync(folder)) rmSync(path.join(folder, name), { recursive: true, force: true });
}

type RedisFlags = { readonly folder: string; readonly port: number; readonly options: TestRedisOptions };

function redisFlags({ folder, port, options }: RedisFlags): readonly string[] {
  const settings = {
    port: String(port),
    bind: "127.0.0.1",
    dir: folder,
    save: "",
    appendonly: options.appendonly === false ? "no" : "yes",
    appendfsync: options.appendfsync ?? "everysec",
    "maxmemory-policy": "noeviction",
  };
  return Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
}

async function launch(flags: readonly string[]): Promise<ChildProcess> {
  const named = process.env["TEST_REDIS_SERVER"];
  const programs = named ? [named] : ["redis-server", "valkey-server"];
  for (const program of programs) {
    const server = await tryLaunch(program, flags);
    if (server) return server;
  }
  throw new Error(`No Redis to test with: install redis-server (tried ${programs.join(", ")}).`);
}

/** Resolves with the server once it accepts connections, with undefined when there is no such program. */
function tryLaunch(program: string, flags: readonly string[]): Promise<ChildProcess | undefined> {
  const server = spawn(program, flags, { stdio: ["ignore", "pipe", "pipe"] });
  return new Promise((resolve, reject) => {
    let said = "";
    const listen = (chunk: Buffer) => {
      said = (said + chunk.toString("utf8")).slice(-4000);
      if (!said.includes("Ready to accept connections")) return;
      server.stdout.off("data", listen);
      server.stdout.resume();
      server.stderr.resume();
      resolve(server);
    };
    server.stdout.on("data", listen);
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") resolve(undefined);
      else reject(error);
    });
    server.once("exit", (code) => reject(new Error(`${program} ended with ${code}: ${said.trim()}`)));
  });
}

async function end(server: ChildProcess, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  server.kill(signal);
  await gone;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => {
        if (address === null || typeof address === "string") reject(new Error("No free port."));
        else resolve(address.port);
      });
    });
  });
}
