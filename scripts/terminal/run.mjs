import { spawn } from "node:child_process";
import { createWriteStream, mkdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const checkout = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** Nothing we start reports home. */
export const quietEnvironment = {
  TURBO_TELEMETRY_DISABLED: "1",
  NEXT_TELEMETRY_DISABLED: "1",
  CHECKPOINT_DISABLE: "1",
  DO_NOT_TRACK: "1",
  PRISMA_HIDE_UPDATE_MESSAGE: "1",
  TURBO_NO_UPDATE_NOTIFIER: "1",
};

const running = new Set();
let isStopping = false;

/**
 * Runs a command to its end in a process group of its own, so that Ctrl-C reaches it through us alone.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, cwd?: string, logFile?: string, onLine?: (line: string) => void }} options
 * @returns {Promise<{ code: number, output: string, stdout: string, ms: number }>} `output` is both streams; code 127 when the program is missing
 */
export function run(command, args, { env = {}, cwd = checkout, logFile, onLine } = {}) {
  if (isStopping) return Promise.resolve({ code: 130, output: "stopped", stdout: "", ms: 0 });
  const startedAt = Date.now();
  const child = spawn(command, args, {
    cwd,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...quietEnvironment, ...env },
  });
  running.add(child);
  const log = logFile ? openLog(logFile) : undefined;
  const lines = splitLines(onLine);
  let output = "";
  let stdout = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk) => {
      if (stream === child.stdout) stdout = (stdout + chunk).slice(-400_000);
      output = (output + chunk).slice(-400_000);
      log?.write(chunk);
      lines(chunk);
    });
  }
  return new Promise((resolve) => {
    const finish = (code) => {
      running.delete(child);
      log?.end();
      resolve({ code, output, stdout, ms: Date.now() - startedAt });
    };
    child.once("error", (error) => {
      output += error.message;
      finish(error.code === "ENOENT" ? 127 : 1);
    });
    child.once("close", (code, signal) => finish(code ?? (signal ? 1 : 0)));
  });
}

function openLog(file) {
  mkdirSync(path.dirname(file), { recursive: true });
  return createWriteStream(file, { flags: "a" });
}

function splitLines(onLine) {
  let rest = "";
  return (chunk) => {
    if (!onLine) return;
    const lines = (rest + chunk).split(/\r?\n/);
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line);
  };
}

/** Ends every command still running, with all it started; none starts after that. */
export function stopRunning(signal = "SIGTERM") {
  isStopping = true;
  for (const child of running) signalGroup(child.pid, signal);
}

/** Signals a process group; false when it is already gone. */
export function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}

/** On Ctrl-C or SIGTERM ends what runs and exits with the shell's number for it. */
export function stopOnSignals() {
  const exitCodes = { SIGINT: 130, SIGTERM: 143 };
  for (const [signal, code] of Object.entries(exitCodes)) {
    process.once(signal, () => {
      stopRunning("SIGTERM");
      setTimeout(() => {
        stopRunning("SIGKILL");
        process.exit(code);
      }, 3000);
    });
  }
}

/** An installed package's program, run by this Node without npx's wrapper processes. */
export function program(packageName, file) {
  return path.join(checkout, "node_modules", packageName, file);
}
