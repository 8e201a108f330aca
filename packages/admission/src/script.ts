import { createHash } from "node:crypto";
import type { Redis } from "ioredis";

/** A versioned Redis script, sent by its hash and in full only where the server doesn't know it yet. */
export interface Script {
  readonly source: string;
  readonly sha: string;
}

export function defineScript(source: string): Script {
  return { source, sha: createHash("sha1").update(source).digest("hex") };
}

/** One run of a script. */
export interface ScriptRun {
  readonly script: Script;
  readonly keys: readonly string[];
  readonly args: readonly string[];
}

/** Runs a script. The second attempt is safe: NOSCRIPT means that nothing ran. */
export async function runScript(client: Redis, { script, keys, args }: ScriptRun): Promise<unknown> {
  try {
    return await client.evalsha(script.sha, keys.length, ...keys, ...args);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith("NOSCRIPT")) throw error;
    return client.eval(script.source, keys.length, ...keys, ...args);
  }
}
