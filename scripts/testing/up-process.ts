import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";

type Noted = { readonly name: string; readonly pid: number; readonly url?: string };

export type UpProcess = {
  readonly pid: number;
  /** Everything printed so far. */
  output(): string;
  /** Waits until the platform is up and returns what up.json says. */
  ready(): Promise<{ readonly gatewayUrl: string; readonly dashboardUrl: string }>;
  /** The processes it noted. */
  children(): readonly Noted[];
  signal(name: NodeJS.Signals): void;
  exitCode(): Promise<number | null>;
};

const started = new Set<UpProcess>();

/** Ends what a failed test left running. */
export async function endAll(): Promise<void> {
  for (const up of started) {
    up.signal("SIGTERM");
    await up.exitCode();
  }
}

export type UpOptions = {
  readonly args?: readonly string[];
  readonly env?: Record<string, string>;
  /** Start it by `npm run up`, which passes signals on; default is Node itself. */
  readonly throughNpm?: boolean;
};

/** Brings a checkout up as a terminal would: in a process group that gets the signals together. */
export function startUp(folder: string, { args = [], env = {}, throughNpm = false }: UpOptions = {}): UpProcess {
  const command = throughNpm ? ["npm", "run", "up", "--"] : [process.execPath, "scripts/up.mjs"];
  const child = spawn(command[0] ?? "", [...command.slice(1), ...args], {
    cwd: folder,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, CI: "", DATABASE_URL: "", REDIS_URL: "", ...env },
  });
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const output = collect(child);
  const local = (file: string) => path.join(folder, ".local", file);
  const up: UpProcess = {
    pid: child.pid ?? 0,
    output,
    async ready() {
      await until(() => existsSync(local("up.json")) || child.exitCode !== null);
      if (child.exitCode !== null) throw new Error(`up ended: ${output()}`);
      return JSON.parse(readFileSync(local("up.json"), "utf8"));
    },
    children: () => JSON.parse(readFileSync(local("run.json"), "utf8")).children,
    signal: (name) => process.kill(-(child.pid ?? 0), name),
    exitCode: () => exited,
  };
  started.add(up);
  child.once("exit", () => started.delete(up));
  return up;
}

function collect(child: ChildProcess): () => string {
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", (chunk) => (text += chunk));
  return () => text;
}

/** Waits until the condition holds; fails after half a minute. */
export async function until(condition: () => boolean): Promise<void> {
  const giveUpAt = Date.now() + 30_000;
  while (!condition()) {
    if (Date.now() > giveUpAt) throw new Error("It did not happen within 30 s.");
    await delay(50);
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return false;
  }
}
