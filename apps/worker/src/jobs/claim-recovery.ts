import { recoverClaims } from "@countersign/usecases";
import type { WorkerDeps } from "../deps.ts";
import { type Loop, startLoop } from "../loop.ts";

const AT_ONCE = 200;
const EVERY_MS = 1_000;

/** Gives claims back whose holder is gone before anything ran. */
export function startClaimRecovery(deps: WorkerDeps): Loop {
  return startLoop({ name: "claim-recovery", everyMs: EVERY_MS, logger: deps.logger }, async () => {
    const returned = await recoverClaims(deps, AT_ONCE);
    if (returned > 0) deps.logger.info({ returned }, "claims whose holder is gone went back");
    return returned === AT_ONCE;
  });
}
