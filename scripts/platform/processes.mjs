import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * What tells a process from any other that may get its number later: when it began.
 * @returns {string | undefined} undefined when there is no such process
 */
export function identityOf(pid) {
  if (process.platform === "linux") return linuxIdentity(pid);
  const answer = spawnSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" });
  return answer.status === 0 ? answer.stdout.trim() || undefined : undefined;
}

function linuxIdentity(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z") return undefined;
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot}/${fields[19]}`;
  } catch {
    return undefined;
  }
}

/** Whether the noted process still lives; one that merely got its number does not count. */
export function isSame({ pid, identity }) {
  return Boolean(identity) && identityOf(pid) === identity;
}

/** Signals a process' group; false when it is gone. */
export function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}

export function delay(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Ends a noted process and its group: asks, waits, then insists. */
export async function endNoted(noted, { patienceMs = 8000 } = {}) {
  if (!isSame(noted)) return;
  signalGroup(noted.pid, "SIGTERM");
  const giveUpAt = Date.now() + patienceMs;
  while (isSame(noted) && Date.now() < giveUpAt) await delay(50);
  if (!isSame(noted)) return;
  signalGroup(noted.pid, "SIGKILL");
  while (isSame(noted)) await delay(50);
}
