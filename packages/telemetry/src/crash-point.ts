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

/** Names the step at which this process dies, as by kill -9; for tests alone. `name`, or `name:n` for its n-th passing. */
export const CRASH_AT_VARIABLE = "COUNTERSIGN_CRASH_AT";

/** Passes a durable step. Does nothing unless the environment names the step when the process starts. */
export const crashPoint: (name: CrashPoint) => void = armed(process.env[CRASH_AT_VARIABLE]);

function armed(setting: string | undefined): (name: CrashPoint) => void {
  if (!setting) return () => {};
  const [at, passing = "1"] = setting.split(":");
  let left = Number(passing);
  return (name) => {
    if (name !== at) return;
    left -= 1;
    if (left <= 0) process.kill(process.pid, "SIGKILL");
  };
}
