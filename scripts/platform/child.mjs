import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { checkout, quietEnvironment } from "../terminal/run.mjs";
import { delay, identityOf, signalGroup } from "./processes.mjs";

/**
 * A process under supervision, in a group of its own, so that Ctrl-C reaches it through the supervisor alone.
 * @typedef {object} Child
 * @property {string} name
 * @property {number} pid
 * @property {string} logFile
 * @property {Promise<string>} ended resolves with words on how it ended
 * @property {() => boolean} hasEnded
 * @property {(patienceMs?: number) => Promise<void>} stop asks with SIGTERM, insists after a while
 * @property {() => void} kill
 */

/**
 * @param {object} options
 * @param {string} options.name
 * @param {string} options.command
 * @param {string[]} options.args
 * @param {Record<string, string>} options.env added to our own
 * @param {string} options.logFolder gets `<name>.log`
 * @param {string} [options.url] where the process answers, noted for others
 * @param {boolean} [options.pipes] standard input and output are ours instead of the log's
 * @returns {Child & { stdout?: import("node:stream").Readable }}
 */
export function startChild({ name, command, args, env, logFolder, url, pipes = false }) {
  mkdirSync(logFolder, { recursive: true });
  const logFile = path.join(logFolder, `${name}.log`);
  const log = openSync(logFile, "a", 0o600);
  const child = spawn(command, args, {
    cwd: checkout,
    detached: true,
    env: { ...inherited(), ...quietEnvironment, ...env },
    // With pipes, standard input ends when we do, however we end: a child that watches it cannot be orphaned.
    stdio: pipes ? ["pipe", "pipe", log] : ["ignore", log, log],
  });
  closeSync(log);
  let ended = false;
  const end = new Promise((resolve) => {
    child.once("error", (error) => resolve(`could not be started: ${error.message}`));
    child.once("exit", (code, signal) => resolve(signal ? `was ended by ${signal}` : `ended with ${code}`));
  }).then((how) => {
    ended = true;
    return how;
  });
  return {
    name,
    url,
    pid: child.pid ?? 0,
    identity: child.pid ? identityOf(child.pid) : undefined,
    logFile,
    stdout: child.stdout ?? undefined,
    ended: end,
    hasEnded: () => ended,
    async stop(patienceMs = 10_000) {
      if (ended) return;
      signalGroup(child.pid, "SIGTERM");
      await Promise.race([end, delay(patienceMs)]);
      if (!ended) signalGroup(child.pid, "SIGKILL");
      await end;
    },
    kill: () => signalGroup(child.pid, "SIGKILL"),
  };
}

/** npm's own variables would change how the children's npm and node behave. */
function inherited() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name) && name !== "INIT_CWD"),
  );
}

/** The last lines a child wrote. */
export function lastLines(logFile, count = 15) {
  try {
    return readFileSync(logFile, "utf8").trimEnd().split("\n").slice(-count);
  } catch {
    return [];
  }
}

/** An error that carries what a failed child said last. */
export function childFailure(child, how) {
  const said = lastLines(child.logFile)
    .map((line) => `    ${line}`)
    .join("\n");
  return new Error(`${child.name} ${how}. Its last lines (${path.relative(checkout, child.logFile)}):\n${said}`);
}

/**
 * Waits until the address answers with success.
 * @throws when the child ends first or the time is over
 */
export async function healthy(child, url, timeoutMs = 60_000) {
  const giveUpAt = Date.now() + timeoutMs;
  while (Date.now() < giveUpAt) {
    if (child.hasEnded()) throw childFailure(child, await child.ended);
    try {
      const answer = await fetch(url, { signal: AbortSignal.timeout(2000), redirect: "manual" });
      await answer.body?.cancel();
      if (answer.ok) return;
    } catch {
      // Not listening yet.
    }
    await Promise.race([delay(100), child.ended]);
  }
  throw childFailure(child, `did not answer at ${url} within ${timeoutMs / 1000} s`);
}
