import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

export interface VerifyRun {
  readonly ms: number;
  /** The most memory the process had, resident. */
  readonly peakBytes: number;
  readonly fileBytes: number;
  readonly said: string;
}

const CLI = fileURLToPath(new URL("../../../packages/cli/bin/countersign.mjs", import.meta.url));
const LOOK_MS = 200;
const KILOBYTE = 1_024;

/** Runs the command line on an export, as somebody does who has nothing but the file and the key. Throws when it fails. */
export async function startChild(file: string, publicKey: string): Promise<VerifyRun> {
  const args = [CLI, "audit", "verify", file, "--key", publicKey];
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (bytes: Buffer) => {
    said += bytes.toString("utf8");
  });
  let peakBytes = 0;
  const watch = setInterval(() => {
    peakBytes = Math.max(peakBytes, peakOf(child.pid));
  }, LOOK_MS);
  const [code] = await once(child, "close");
  clearInterval(watch);
  if (code !== 0) throw new Error(`audit verify ended with ${code}: ${said}`);
  return { ms: performance.now() - startedAt, peakBytes, fileBytes: statSync(file).size, said };
}

/** What Linux tells of a process' highest resident memory; 0 where it doesn't. */
function peakOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * KILOBYTE;
  } catch {
    return 0;
  }
}
