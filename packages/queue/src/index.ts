export type { QueueLogger, QueuePlace } from "./connection.ts";
export { isJobName, JOBS, type JobName, type JobPayload } from "./jobs.ts";
export { createQueue, type EnqueueOptions, type ParkedJob, type Queue, type QueueCounts } from "./queue.ts";
export {
  createWorker,
  type JobContext,
  type JobHandler,
  type JobHandlers,
  type QueueWorker,
  type WorkerSettings,
} from "./worker.ts";
