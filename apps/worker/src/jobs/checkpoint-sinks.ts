import { findNewestCheckpoints } from "@countersign/db/audit";
import type { WorkerDeps } from "../deps.ts";
import { type Loop, startLoop } from "../loop.ts";
import type { CheckpointSink, OutgoingHead } from "../sinks/sink.ts";

const EVERY_MS = 5_000;

/**
 * Hands the newest signed head of each organization to every sink: at least once, again after each start. A sink that is
 * down holds up neither the others nor the writer; each head it lacks is told in the log until it has it.
 */
export function startCheckpointSinks(deps: WorkerDeps): Loop {
  const { sinks } = deps;
  const given = new Map(sinks.map(({ name }) => [name, new Map<string, number>()]));
  return startLoop({ name: "checkpoint-sinks", everyMs: EVERY_MS, logger: deps.logger }, async (signal) => {
    for (let shard = 0; shard < deps.shards; shard += 1) {
      const heads = await deps.db.system((scope) => findNewestCheckpoints(scope, shard));
      await Promise.all(
        sinks.map(async (sink) => {
          const known = given.get(sink.name) ?? new Map<string, number>();
          for (const { organizationId, size, note } of heads) {
            if (signal.aborted || known.get(organizationId) === Number(size)) continue;
            const head = { organizationId, size: Number(size), note };
            if (!(await give(deps, sink, head))) break;
            known.set(organizationId, head.size);
          }
        }),
      );
    }
    return false;
  });
}

/** False when the sink can't be reached: the others of this round would wait for nothing. */
async function give({ logger }: WorkerDeps, sink: CheckpointSink, head: OutgoingHead): Promise<boolean> {
  const { organizationId, size } = head;
  try {
    const taken = await sink.take(head);
    if (!taken.ok) {
      logger.error({ sink: sink.name, organizationId, size, detail: taken.detail }, "a sink holds another head");
    }
    return true;
  } catch (error) {
    logger.error({ sink: sink.name, organizationId, size, err: error }, "a sink didn't take a signed head");
    return false;
  }
}
