import { z } from "zod";

/** How often a job is tried, and how long after the first failure (doubling, with jitter). */
export interface Retry {
  readonly attempts: number;
  readonly firstDelayMs: number;
}

interface JobDefinition {
  readonly payload: z.ZodType<object>;
  readonly retry: Retry;
}

const OFTEN: Retry = { attempts: 10, firstDelayMs: 500 };
/** A sweep runs again by its schedule anyway. */
const ONCE: Retry = { attempts: 1, firstDelayMs: 0 };

const noPayload = z.strictObject({});
const organization = { organizationId: z.string().min(1) };

/** Every job there is: its payload's schema and how it is retried. Handlers are the worker's. */
export const JOBS = {
  /** The time of an approval is over. Delayed to its expiry; a sweeper catches what is lost. */
  "approval-expire": { payload: z.strictObject({ ...organization, approvalId: z.string().min(1) }), retry: OFTEN },
  /** Approvals past their expiry or permit time, and claims whose lease lapsed. */
  "approval-sweep": { payload: noPayload, retry: ONCE },
  /** A connection was added or changed, or somebody asks: look at it now. */
  "connection-discover": {
    payload: z.strictObject({ ...organization, connectionId: z.string().min(1) }),
    retry: OFTEN,
  },
  /** A person wants to see whether a webhook takes what it is sent; they ask again when it didn't. */
  "webhook-test": { payload: z.strictObject({ ...organization, webhookId: z.string().min(1) }), retry: ONCE },
  /** Outbox rows that no one has relayed yet. */
  "outbox-relay": { payload: noPayload, retry: ONCE },
  /** Calls whose gateway is gone. */
  "lease-sweep": { payload: noPayload, retry: ONCE },
} as const satisfies Record<string, JobDefinition>;

export type JobName = keyof typeof JOBS;
export type JobPayload<Name extends JobName> = z.infer<(typeof JOBS)[Name]["payload"]>;

/** True for a name of the registry. */
export function isJobName(name: string): name is JobName {
  return Object.hasOwn(JOBS, name);
}

/** Reads a payload. Throws ZodError when it is not of the job's shape. */
export function parsePayload<Name extends JobName>(name: Name, payload: unknown): JobPayload<Name> {
  // The registry's own schema of this name makes this name's payload; the compiler can't see through the index.
  return JOBS[name].payload.parse(payload) as JobPayload<Name>;
}
