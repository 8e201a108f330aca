import { Queue as BullQueue, type JobsOptions } from "bullmq";
import { connectionOptions, QUEUE_NAME, type QueueLogger, type QueuePlace, queuePrefix } from "./connection.ts";
import { JOBS, type JobName, type JobPayload, parsePayload } from "./jobs.ts";

export interface EnqueueOptions {
  readonly delayMs?: number;
  /** Makes the job unique while it waits or is remembered: adding it again does nothing. No `:` and not a bare number. */
  readonly jobId?: string;
}

/** How many jobs are in each state. */
export interface QueueCounts {
  readonly waiting: number;
  readonly delayed: number;
  readonly active: number;
  /** Tried as often as they may be: parked, to be looked at and sent again. */
  readonly failed: number;
}

export interface ParkedJob {
  readonly id: string;
  readonly name: string;
  readonly reason: string;
  readonly attempts: number;
}

/** Puts jobs on the queue. Throws when Redis can't be reached; the outbox is what makes jobs certain. */
export interface Queue {
  /** Returns the job's id. Throws ZodError on a wrong payload, RangeError on a wrong id or delay. */
  enqueue<Name extends JobName>(job: Name, payload: JobPayload<Name>, options?: EnqueueOptions): Promise<string>;
  /** Runs a job again and again, once at a time for all workers. Calling it again replaces the schedule. */
  repeat<Name extends JobName>(job: Name, payload: JobPayload<Name>, everyMs: number): Promise<void>;
  counts(): Promise<QueueCounts>;
  /** The jobs that were given up, newest first. */
  parked(limit: number): Promise<readonly ParkedJob[]>;
  /** Puts a parked job back. False when there is none of this id. */
  retryParked(jobId: string): Promise<boolean>;
  ready(): Promise<void>;
  close(): Promise<void>;
}

const JOB_ID = /^(?!\d+$)[A-Za-z0-9_.-]{1,200}$/;
const DAY_S = 86_400;

export function createQueue(place: QueuePlace & { readonly logger?: QueueLogger }): Queue {
  const queue = new BullQueue(QUEUE_NAME, { prefix: queuePrefix(place), connection: connectionOptions(place, 1) });
  queue.on("error", (error) => place.logger?.warn({ error: error.message }, "queue connection"));
  return {
    enqueue: async (job, payload, options = {}) => {
      const added = await queue.add(job, parsePayload(job, payload), { ...retryOptions(job), ...jobOptions(options) });
      if (added.id === undefined) throw new Error(`the queue gave no id for ${job}`);
      return added.id;
    },
    repeat: async (job, payload, everyMs) => {
      if (!(everyMs >= 1)) throw new RangeError("a schedule needs a positive interval");
      const template = { name: job, data: parsePayload(job, payload), opts: retryOptions(job) };
      await queue.upsertJobScheduler(job, { every: everyMs }, template);
    },
    counts: async () => {
      const { waiting = 0, delayed = 0, active = 0, failed = 0 } = await queue.getJobCounts();
      return { waiting, delayed, active, failed };
    },
    parked: async (limit) => {
      const jobs = await queue.getFailed(0, limit - 1);
      return jobs.map(({ id = "", name, failedReason, attemptsMade }) => {
        return { id, name, reason: failedReason ?? "", attempts: attemptsMade };
      });
    },
    retryParked: async (jobId) => {
      const job = await queue.getJob(jobId);
      if (!job || !(await job.isFailed())) return false;
      await job.retry("failed");
      return true;
    },
    ready: () => queue.waitUntilReady(),
    close: () => queue.close(),
  };
}

function retryOptions(job: JobName): JobsOptions {
  const { attempts, firstDelayMs } = JOBS[job].retry;
  return {
    attempts,
    backoff: { type: "exponential", delay: firstDelayMs, jitter: 0.5 },
    removeOnComplete: { age: DAY_S, count: 1000 },
    // Given up, it stays visible and can be sent again.
    removeOnFail: { age: 30 * DAY_S, count: 10_000 },
  };
}

function jobOptions({ delayMs, jobId }: EnqueueOptions): JobsOptions {
  if (jobId !== undefined && !JOB_ID.test(jobId))
    throw new RangeError("a job id holds letters, digits, _ . and - only");
  if (delayMs !== undefined && !(delayMs >= 0)) throw new RangeError("a delay isn't negative");
  return { ...(jobId !== undefined && { jobId }), ...(delayMs !== undefined && { delay: Math.ceil(delayMs) }) };
}
