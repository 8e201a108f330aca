import { continueErasures, keepRetention } from "@countersign/usecases";
import type { WorkerDeps } from "../deps.ts";
import { type Loop, startLoop } from "../loop.ts";

const EVERY_MS = 2_000;

/** Takes people's data out of records where somebody asked for it, and what is older than an organization keeps it. */
export function startErasures({ db, logger }: WorkerDeps): Loop {
  return startLoop({ name: "erasures", everyMs: EVERY_MS, logger }, async () => {
    const now = new Date();
    const [isErasing, isKeeping] = [await continueErasures({ db }, now), await keepRetention({ db }, now)];
    return isErasing || isKeeping;
  });
}
