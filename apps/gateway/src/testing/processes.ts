import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** A process of the product, started from its source as `npm run dev` does: nothing has to be built before. */
export interface TestProcess {
  readonly pid: number;
  /** What it wrote to its log. */
  log(): string;
  /** Resolves when it is gone, whoever ended it. */
  readonly gone: Promise<void>;
  /** Ends it at once, as a crash would. */
  kill9(): Promise<void>;
  /** Asks it to stop and waits; its exit code, null when it was killed. */
  close(): Promise<number | null>;
}

const GATEWAY = fileURLToPath(new URL("../main.ts", import.meta.url));
const WORKER = fileURLToPath(new URL("../../../worker/src/main.ts", import.meta.url));

type Environment = Readonly<Record<string, string>>;

/** A gateway as a process of its own, once it listens. */
export async function startGatewayProcess(environment: Environment): Promise<TestProcess & { readonly url: string }> {
  const running = await launch(GATEWAY, environment, /"port":(\d+).*gateway listening/);
  return { ...running.process, url: `http://127.0.0.1:${running.said[1]}` };
}

/** A worker as a process of its own, once it is up. */
export async function startWorkerProcess(environment: Environment): Promise<TestProcess> {
  return (await launch(WORKER, environment, /worker is up/)).process;
}

/**
 * The environment of a process whose clock is wrong by the first of these, ms, and with each SIGUSR2 by the next. What
 * measures spans of time is right, as on a machine whose clock was set.
 */
export function wrongClock(byMs: readonly number[]): Environment {
  const source = `
    const Right = Date;
    const byMs = ${JSON.stringify(byMs)};
    process.on("SIGUSR2", () => { if (byMs.length > 1) byMs.shift(); });
    globalThis.Date = class Date extends Right {
      constructor(...given) { super(...(given.length === 0 ? [Date.now()] : given)); }
      static now() { return Right.now() + byMs[0]; }
    };`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(source)}` };
}

interface Running {
  readonly process: TestProcess;
  readonly said: RegExpExecArray;
}

/** Starts a program and waits until its log says what is awaited. Rejects with the log when it ends before. */
async function launch(main: string, environment: Environment, awaited: RegExp): Promise<Running> {
  const child = spawn(process.execPath, ["--import", "tsx", main], {
    env: { PATH: process.env["PATH"] ?? "", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const killAtExit = (): void => void child.kill("SIGKILL");
  process.once("exit", killAtExit);
  child.once("exit", () => void process.off("exit", killAtExit));
  let log = "";
  const said = await new Promise<RegExpExecArray>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${main} ended with ${code}: ${log}`)));
    const listen = (chunk: Buffer): void => {
      log += chunk.toString();
      const found = awaited.exec(log);
      if (found) resolve(found);
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
  });
  const gone =
    child.exitCode === null && child.signalCode === null ? once(child, "exit").then(() => {}) : Promise.resolve();
  const end = (signal: NodeJS.Signals): Promise<number | null> => endProcess(child, signal);
  return {
    said,
    process: {
      pid: child.pid ?? 0,
      gone,
      log: () => log,
      kill9: async () => void (await end("SIGKILL")),
      close: () => end("SIGTERM"),
    },
  };
}

async function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  }
  return child.exitCode;
}
