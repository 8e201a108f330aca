import { Worker as BullWorker, type Job, UnrecoverableError } from "bullmq";
import { connectionOptions, QUEUE_NAME, type QueueLogger, type QueuePlace, queuePrefix } from "./connection.ts";
import { isJobName, type JobName, type JobPayload, parsePayload } from "./jobs.ts";

export interface JobContext {
  readonly jobId: string;
  /** 1 for the first. */
  readonly attempt: number;
}

/** Does one job. It may run more than once (at-least-once), so what it does must bear that. */
export type JobHandler<Name extends JobName> = (payload: JobPayload<Name>, context: JobContext) => Promise<void>;

export type JobHandlers = { readonly [Name in JobName]: JobHandler<Name> };

export interface WorkerSettings extends QueuePlace {
  readonly handlers: JobHandlers;
  /** Jobs done at once. Default 8. */
  readonly concurrency?: number;
  readonly logger?: QueueLogger;
}

export interface QueueWorker {
  ready(): Promise<void>;
  /** Takes no more jobs and resolves when those in hand are done. */
  close(): Promise<void>;
}

/** Starts to take jobs. It waits out a Redis that is away. */
export function createWorker(settings: WorkerSettings): QueueWorker {
  const { handlers, logger, concurrency = 8 } = settings;
  const worker = new BullWorker(QUEUE_NAME, (job: Job) => run(handlers, job), {
    prefix: queuePrefix(settings),
    connection: connectionOptions(settings, null),
    concurrency,
  });
  worker.on("error", (error) => logger?.warn({ error: error.message }, "queue worker"));
  worker.on("failed", (job, error) => {
    const fields = { job: job?.name, jobId: job?.id, attempt: job?.attemptsMade, error: error.message };
    logger?.warn(fields, "a job failed");
  });
  return {
    ready: async () => {
      await worker.waitUntilReady();
    },
    close: () => worker.close(),
  };
}

async function run(handlers: JobHandlers, job: Job): Promise<void> {
  const { name } = job;
  if (!isJobName(name)) throw new UnrecoverableError(`there is no job ${name}`);
  await handle(handlers, name, job);
}

async function handle<Name extends JobName>(handlers: JobHandlers, name: Name, job: Job): Promise<void> {
  const payload = readPayload(name, job.data);
  const handler: JobHandler<Name> = handlers[name];
  await handler(payload, { jobId: job.id ?? "", attempt: job.attemptsMade + 1 });
}

/** A payload of another shape will not get better: it is parked at once. */
function readPayload<Name extends JobName>(name: Name, data: unknown): JobPayload<Name> {
  try {
    return parsePayload(name, data);
  } catch {
    throw new UnrecoverableError(`the payload of ${name} is not of its shape`);
  }
}
