import { setTimeout as rest } from "node:timers/promises";
import type { Governed } from "../targets/governed.ts";

const LONGEST_MS = 180_000;

/** How many records the worker had to bring into Postgres, and how long it took. */
export interface Drained {
  readonly records: number;
  readonly ms: number;
}

/** Lets the paused worker go on, and resolves when every record of the stream is in Postgres. */
export async function drained({ admission, place, worker }: Governed): Promise<Drained> {
  const waiting = async (): Promise<number> => {
    const backlog = await admission.recordBacklog(place.shard);
    if (backlog.kind !== "BACKLOG") throw new Error(`the stream can't be read: ${backlog.reason}`);
    return backlog.count;
  };
  const records = await waiting();
  const startedAt = performance.now();
  worker.resume();
  while ((await waiting()) > 0) {
    if (performance.now() - startedAt > LONGEST_MS) throw new Error("records are still on their way after minutes");
    await rest(20);
  }
  return { records, ms: performance.now() - startedAt };
}
