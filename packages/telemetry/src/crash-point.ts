/** The durable steps of the product, in the order a call meets them. A process can be made to die at each. */
export const CRASH_POINTS = [
  "gateway.before-admit",
  "gateway.after-admit",
  "gateway.after-forward",
  "gateway.after-settle",
  "gateway.before-record",
  "gateway.after-record",
  "gateway.before-claim",
  "gateway.after-claim",
  "writer.after-read",
  "writer.before-commit",
  "writer.after-commit",
  "writer.after-trim",
  "acts.before-commit",
  "acts.after-commit",
  "reaper.after-reap",
  "mender.after-close",
  "mender.before-open",
  "mender.after-open",
] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];

/** Names the step at which something dies; for tests alone. `name`, or `name:n` for its n-th passing. */
export const CRASH_AT_VARIABLE = "COUNTERSIGN_CRASH_AT";

/**
 * What dies there, as `SIGNAL:pid`: a server that this process leans on, which comes back later. Without it this
 * process itself dies, as by kill -9.
 */
export const CRASH_WHOM_VARIABLE = "COUNTERSIGN_CRASH_WHOM";

/** How long the process stands still after ending another, so that what it does next meets it gone, ms. */
const STANDSTILL_MS = 50;

/** Passes a durable step. Does nothing unless the environment names the step when the process starts. */
export const crashPoint: (name: CrashPoint) => void = armed(
  process.env[CRASH_AT_VARIABLE],
  process.env[CRASH_WHOM_VARIABLE],
);

function armed(at: string | undefined, whom: string | undefined): (name: CrashPoint) => void {
  if (!at) return () => {};
  const [point, passing = "1"] = at.split(":");
  let left = Number(passing);
  return (name) => {
    if (name !== point) return;
    left -= 1;
    if (left === 0) crash(whom);
  };
}

function crash(whom: string | undefined): void {
  if (whom === undefined) {
    process.kill(process.pid, "SIGKILL");
    return;
  }
  const [signal, pid] = whom.split(":");
  if (signal !== "SIGKILL" && signal !== "SIGQUIT") throw new Error("a crash is by SIGKILL or SIGQUIT");
  process.kill(Number(pid), signal);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, STANDSTILL_MS);
}
