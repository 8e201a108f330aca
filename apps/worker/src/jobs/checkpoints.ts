import { findUnsigned } from "@countersign/db/audit";
import { signHead } from "@countersign/usecases";
import type { WorkerDeps } from "../deps.ts";
import { type Loop, startLoop } from "../loop.ts";
import { newestKept } from "../sinks/newest-kept.ts";

const LOOK_MS = 2_000;
/** A tree that has grown is signed after so long, or so many records, whichever comes first. */
const EVERY_MS = 60_000;
const EVERY_RECORDS = 1_000n;

/**
 * Signs the heads of trees that have grown, and raises an alarm over one that its last signed head doesn't lead to: neither the
 * one in the database nor the one that a sink holds.
 */
export function startCheckpoints(deps: WorkerDeps): Loop {
  const { db, logger, signer, shards } = deps;
  return startLoop({ name: "checkpoints", everyMs: LOOK_MS, logger }, async () => {
    const now = new Date();
    for (let shard = 0; shard < shards; shard += 1) {
      for (const { organizationId, grown, lastAt } of await db.system((scope) => findUnsigned(scope, shard))) {
        const isDue = lastAt === null || now.getTime() - lastAt.getTime() >= EVERY_MS || grown >= EVERY_RECORDS;
        if (!isDue) continue;
        const { kept } = await newestKept(deps, organizationId);
        const signed = await signHead({ db, signer }, { organizationId, now, kept });
        if (signed.kind === "INCONSISTENT") {
          const { lastSize, size } = signed;
          logger.error({ organizationId, lastSize, size }, "the audit tree isn't the one that was signed; not signed");
        }
      }
    }
    return false;
  });
}
