import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { UP_VARIABLE } from "./platform/up-file.ts";

const readySchema = z.object({ upFile: z.string() });
const PATIENCE_MS = 240_000;

/** Brings a fresh platform up for the run and takes it down after, unless one is named already. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  if (process.env[UP_VARIABLE]) return async () => undefined;
  const script = fileURLToPath(new URL("../scripts/e2e-platform.mjs", import.meta.url));
  const child = spawn(process.execPath, [script], { stdio: ["pipe", "pipe", "inherit"] });
  const stop = () => stopPlatform(child);
  try {
    process.env[UP_VARIABLE] = await upFileOf(child);
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

async function upFileOf(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error("the platform's output is not connected");
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`the platform ended with ${code} before it was up`);
  });
  const ready = once(lines, "line", { signal: AbortSignal.timeout(PATIENCE_MS) });
  const [line] = await Promise.race([ready, ended]);
  return readySchema.parse(JSON.parse(String(line))).upFile;
}

async function stopPlatform(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  await exited;
}
