import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";

/** A process under measurement or beside it. */
export interface Child {
  readonly pid: number;
  /** Where it listens, if it said a port. */
  readonly url: string;
  /** User and system time since its start, ms. */
  cpuMs(): number;
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
}

export interface Start {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The core it is held to, where the system can do that; null for any. */
  readonly core: number | null;
  readonly says: RegExp;
}

const TICK_MS = 10;
/** How much of what a process said last is shown when it ends unasked, characters. */
const LAST_WORDS = 2_000;
const TASKSET = "/usr/bin/taskset";

/** Starts a Node program and resolves when it says that it is ready. Rejects with its output when it ends before. */
export async function startChild({ args, env = {}, core, says }: Start): Promise<Child> {
  const command =
    core !== null && existsSync(TASKSET)
      ? [TASKSET, "-c", String(core), process.execPath, ...args]
      : [process.execPath, ...args];
  const child = spawn(command[0] ?? "", command.slice(1), {
    env: { PATH: process.env["PATH"] ?? "", NODE_ENV: "production", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const killAtExit = (): void => void child.kill("SIGKILL");
  process.once("exit", killAtExit);
  const said = await ready(child, says);
  const pid = child.pid ?? 0;
  let isStopping = false;
  let last = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    last = (last + chunk.toString()).slice(-LAST_WORDS);
  });
  child.once("exit", (code, signal) => {
    if (!isStopping) console.error(`a process under measurement ended with ${code ?? signal}: ${last}`);
  });
  return {
    pid,
    url: `http://127.0.0.1:${said[1] ?? ""}`,
    cpuMs: () => cpuMsOf(pid),
    pause: () => void child.kill("SIGSTOP"),
    resume: () => void child.kill("SIGCONT"),
    stop: async () => {
      isStopping = true;
      process.off("exit", killAtExit);
      if (child.exitCode !== null) return;
      const exited = once(child, "exit");
      child.kill("SIGCONT");
      child.kill("SIGTERM");
      const late = setTimeout(() => child.kill("SIGKILL"), 10_000);
      await exited;
      clearTimeout(late);
    },
  };
}

function ready(child: ChildProcess, says: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let log = "";
    const listen = (chunk: Buffer): void => {
      if (log.length > 100_000) return;
      log += chunk.toString();
      const found = says.exec(log);
      if (found) resolve(found);
    };
    child.stdout?.on("data", listen);
    child.stderr?.on("data", listen);
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`a process of the bench ended with ${code}: ${log}`)));
  });
}

/** From /proc, where there is one; else 0, and the column stays empty. */
function cpuMsOf(pid: number): number {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return 0;
  const text = readFileSync(file, "latin1");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}
