import type { Redis } from "ioredis";
import { runScript, type ScriptRun } from "./script.ts";
import type { Unavailable } from "./verdicts.ts";

/** Times the scripts need, derived once from the settings of the process. */
export interface HotSettings {
  /** Every command is answered within this, or counts as lost. */
  readonly deadlineMs: number;
  /** How long counters outlive their window: the longest call and an hour. */
  readonly graceMs: number;
  /** How long the id of a settled call is remembered. */
  readonly doneMs: number;
  /** How long a permit, and what an orphan had reserved, outlive the lease. */
  readonly permitMs: number;
}

/** Commands on the one shared connection, each with a deadline; a loss is a value, not a throw. */
export interface HotRedis {
  readonly settings: HotSettings;
  readonly client: Redis;
  command<T>(work: (client: Redis) => Promise<T>): Promise<T | Unavailable>;
  script<T>(run: ScriptRun, read: (reply: unknown) => T): Promise<T | Unavailable>;
}

export function createHotRedis(client: Redis, settings: HotSettings): HotRedis {
  const command = async <T>(work: (client: Redis) => Promise<T>): Promise<T | Unavailable> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Unavailable>((resolve) => {
      timer = setTimeout(() => resolve({ kind: "UNAVAILABLE", reason: "no answer in time" }), settings.deadlineMs);
    });
    const asked = work(client).catch((error: unknown): Unavailable => {
      return { kind: "UNAVAILABLE", reason: error instanceof Error ? error.message : String(error) };
    });
    const answer = await Promise.race([asked, late]);
    clearTimeout(timer);
    return answer;
  };
  return {
    settings,
    client,
    command,
    script: (run, read) => command(async (redis) => read(await runScript(redis, run))),
  };
}

/** True for the answer of a command that could not be asked in time. */
export function isUnavailable(answer: unknown): answer is Unavailable {
  return typeof answer === "object" && answer !== null && "kind" in answer && answer.kind === "UNAVAILABLE";
}
