import { findNewestCheckpoints, noteSinkFailed, noteSinkTook } from "@countersign/db/audit";
import type { WorkerDeps } from "../deps.ts";
import { type Loop, startLoop } from "../loop.ts";
import type { CheckpointSink, OutgoingHead, Taken } from "../sinks/sink.ts";
import type { SinkLags } from "../sinks/sink-lags.ts";

const EVERY_MS = 5_000;
/** A sink that lacks a head for so long is an alarm: so many minutes of records have no witness. */
const LAG_MS = 5 * 60_000;
const ALARM_MS = 60_000;

/**
 * Hands the newest signed head of each organization to every sink: at least once, again after each start. A sink that is
 * down holds up neither the others nor the writer; where it stands is kept for the audit page, and a sink that lacks heads
 * for five minutes is told as an error in the log, every minute.
 */
export function startCheckpointSinks(deps: WorkerDeps, lags: SinkLags): Loop {
  const { db, logger, shards, sinks } = deps;
  const given = new Map(sinks.map(({ name }) => [name, new Map<string, number>()]));
  let alarmedAt = Number.NEGATIVE_INFINITY;
  return startLoop({ name: "checkpoint-sinks", everyMs: EVERY_MS, logger }, async (signal) => {
    for (let shard = 0; shard < shards; shard += 1) {
      const heads = await db.system((scope) => findNewestCheckpoints(scope, shard));
      await Promise.all(
        sinks.map(async (sink) => {
          const known = given.get(sink.name) ?? new Map<string, number>();
          for (const { organizationId, size, note } of heads) {
            if (signal.aborted || known.get(organizationId) === Number(size)) continue;
            const head = { organizationId, size: Number(size), note };
            const taken = await give(deps, sink, head);
            lags.note(sink.name, organizationId, { took: taken.ok, now: performance.now() });
            // The others of this round would wait for nothing.
            if (!taken.ok && taken.problem === "unavailable") break;
            known.set(organizationId, head.size);
          }
        }),
      );
    }
    const now = performance.now();
    const lagging = lags.list(now).filter(({ sinceMs }) => sinceMs >= LAG_MS);
    if (lagging.length > 0 && now - alarmedAt >= ALARM_MS) {
      alarmedAt = now;
      logger.error({ lagging }, "sinks lack signed heads of the audit: newer records have no witness outside");
    }
    return false;
  });
}

async function give({ db, logger }: WorkerDeps, sink: CheckpointSink, head: OutgoingHead): Promise<Taken> {
  const { organizationId, size } = head;
  const taken = await tryToGive(sink, head);
  await db.tenant(organizationId, (scope) =>
    taken.ok
      ? noteSinkTook(scope, { sink: sink.name, size: BigInt(size) })
      : noteSinkFailed(scope, { sink: sink.name, problem: taken.detail }),
  );
  if (taken.ok) return taken;
  const told = { sink: sink.name, organizationId, size, detail: taken.detail };
  if (taken.problem === "contradiction") logger.error(told, "a sink holds another head");
  else logger.warn(told, "a sink didn't take a signed head");
  return taken;
}

/** What an error says may name an address: only its code is told. */
async function tryToGive(sink: CheckpointSink, head: OutgoingHead): Promise<Taken> {
  try {
    return await sink.take(head);
  } catch (error) {
    const code = error instanceof Error && "code" in error && typeof error.code === "string" ? ` (${error.code})` : "";
    return { ok: false, problem: "unavailable", detail: `it can't be reached or written to${code}` };
  }
}
