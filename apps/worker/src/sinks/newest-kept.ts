import type { KeptHead } from "@countersign/usecases";
import type { WorkerDeps } from "../deps.ts";

export interface NewestKept {
  /** Null when no sink that answered holds one. */
  readonly kept: KeptHead | null;
  /** False when a sink couldn't be asked. */
  readonly isComplete: boolean;
}

/** The newest head of an organization that any sink holds, by epoch and size. */
export async function newestKept(
  { sinks, logger }: Pick<WorkerDeps, "sinks" | "logger">,
  organizationId: string,
): Promise<NewestKept> {
  const kept: KeptHead[] = [];
  let isComplete = true;
  for (const sink of sinks) {
    try {
      const head = await sink.newest?.(organizationId);
      if (head) kept.push({ sink: sink.name, head });
    } catch (error) {
      isComplete = false;
      logger.error({ sink: sink.name, organizationId, err: error }, "a sink can't be compared with");
    }
  }
  kept.sort((one, other) => other.head.epoch - one.head.epoch || other.head.size - one.head.size);
  return { kept: kept[0] ?? null, isComplete };
}
