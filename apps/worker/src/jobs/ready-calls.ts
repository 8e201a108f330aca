import { announceReadyCalls } from "@countersign/usecases";
import type { WorkerDeps } from "../deps.ts";
import { type Loop, startLoop } from "../loop.ts";

const AT_ONCE = 500;
const EVERY_MS = 250;

/** Has gateways run what was approved and needn't wait for its agent. */
export function startReadyCalls(deps: WorkerDeps): Loop {
  return startLoop({ name: "ready-calls", everyMs: EVERY_MS, logger: deps.logger }, async () => {
    await announceReadyCalls(deps, AT_ONCE);
    // What was announced stays ready until a gateway has it: saying it again at once would hurry nobody.
    return false;
  });
}
