import type { Unavailable } from "./verdicts.ts";

/** One item on its way to a group script. */
export interface LaneItem<Verdict> {
  readonly org: string;
  /** The item as JSON, and its long texts, which travel beside the JSON so that they aren't escaped. */
  readonly text: string;
  readonly blobs: readonly string[];
  /** False where a lost reply must not be answered by sending again. */
  readonly isRepeatable: boolean;
  readonly decode: (reply: unknown, sentAtMonotonicMs: number) => Verdict;
  /** Called when a reply may have been lost or came after the caller was told UNAVAILABLE. */
  readonly onLate?: (verdict: Verdict | null) => void;
}

export interface LaneSettings {
  readonly deadlineMs: number;
  readonly isReady: () => boolean;
  /** True once the connection has been gone for longer than a deadline: then nothing waits for it. */
  readonly isLost: () => boolean;
  /** Runs the work when this turn of the event loop has read what there is to read, so that all of it goes together. */
  readonly soon: (work: () => void) => void;
  readonly send: (texts: readonly string[], blobs: readonly string[]) => Promise<unknown>;
  /** Called when a group has hung for long; should cut the connection. */
  readonly onHung: () => void;
}

/** An item in the queue, its caller's promise held in closures so that one lane carries items of several kinds. */
interface Job {
  readonly org: string;
  text: string;
  blobs: readonly string[];
  readonly isRepeatable: boolean;
  readonly bytes: number;
  readonly deadlineAt: number;
  readonly land: (reply: unknown, sentAtMonotonicMs: number) => void;
  readonly refuse: (reason: string) => void;
  readonly lose: () => void;
  isAnswered: boolean;
  attempts: number;
  isInFlight: boolean;
}

/** Why nothing is answered any more: this process is leaving. */
export const CLOSING = "closing";
export const GROUP_CALLS = 64;
export const GROUP_BYTES = 256 * 1024;
const HUNG_DEADLINES = 5;
const MAX_WAITING = 20_000;
const RETRY_MS = 20;

/**
 * The queue of one script on one shard: at most one group in flight, the next is gathered while it runs. Nothing lingers
 * when idle: a group waits only for the end of the present turn of the event loop, since a command to Redis costs more
 * than most of a call. Groups are filled one item per organization in turn, so that a busy one can't starve the rest.
 */
export class Lane {
  readonly #settings: LaneSettings;
  readonly #waiting = new Map<string, Job[]>();
  readonly #unanswered = new Set<Job>();
  #waitingCount = 0;
  #isDue = false;
  #isClosed = false;
  #sentAt: number | null = null;
  #timer: NodeJS.Timeout | null = null;
  #retry: NodeJS.Timeout | null = null;

  constructor(settings: LaneSettings) {
    this.#settings = settings;
  }

  /** Answers within the deadline: with the script's verdict, or that it is unavailable. Rejects only on a reply out of shape. */
  submit<Verdict>(item: LaneItem<Verdict>): Promise<Verdict | Unavailable> {
    const refusal = this.#refusal();
    if (refusal !== null) return Promise.resolve({ kind: "UNAVAILABLE", reason: refusal });
    return new Promise<Verdict | Unavailable>((resolve, reject) => {
      const job = createJob<Verdict>(item, performance.now() + this.#settings.deadlineMs, { resolve, reject });
      this.#unanswered.add(job);
      this.#enqueue(job);
      this.#arm();
      this.#pumpSoon();
    });
  }

  /** Sends the next group if none is in flight and the connection is up. */
  pump(): void {
    if (this.#sentAt !== null || this.#retry !== null || this.#waitingCount === 0 || !this.#settings.isReady()) return;
    const group = this.#gather();
    if (group.length === 0) return;
    const sentAt = performance.now();
    this.#sentAt = sentAt;
    const texts = group.map((job) => job.text);
    const blobs = group.flatMap((job) => job.blobs);
    this.#settings.send(texts, blobs).then(
      (reply) => this.#land(group, reply, sentAt),
      (error: unknown) => this.#fail(group, error),
    );
  }

  /** Answers everything that still waits, and from now on at once. */
  close(): void {
    this.#isClosed = true;
    for (const job of this.#unanswered) job.refuse(CLOSING);
    this.#unanswered.clear();
    this.#waiting.clear();
    this.#waitingCount = 0;
    if (this.#timer) clearTimeout(this.#timer);
    if (this.#retry) clearTimeout(this.#retry);
    this.#timer = null;
  }

  #pumpSoon(): void {
    if (this.#isDue || this.#sentAt !== null || this.#waitingCount === 0) return;
    this.#isDue = true;
    this.#settings.soon(() => {
      this.#isDue = false;
      this.pump();
    });
  }

  #refusal(): string | null {
    if (this.#isClosed) return CLOSING;
    if (this.#settings.isLost()) return "redis is lost";
    return this.#unanswered.size >= MAX_WAITING ? "queue full" : null;
  }

  #enqueue(job: Job): void {
    const queue = this.#waiting.get(job.org);
    if (queue) queue.push(job);
    else this.#waiting.set(job.org, [job]);
    this.#waitingCount += 1;
  }

  #gather(): Job[] {
    const group: Job[] = [];
    let bytes = 0;
    while (group.length < GROUP_CALLS && this.#waiting.size > 0) {
      const [org, queue] = this.#waiting.entries().next().value ?? ["", []];
      const job = queue[0];
      if (job && group.length > 0 && bytes + job.bytes > GROUP_BYTES) break;
      // Its turn is over: the organization goes to the end of the round.
      this.#waiting.delete(org);
      queue.shift();
      if (queue.length > 0) this.#waiting.set(org, queue);
      this.#waitingCount -= 1;
      if (!job || job.isAnswered) continue;
      job.attempts += 1;
      job.isInFlight = true;
      bytes += job.bytes;
      group.push(job);
    }
    return group;
  }

  #land(group: readonly Job[], reply: unknown, sentAt: number): void {
    this.#sentAt = null;
    if (!Array.isArray(reply) || reply.length !== group.length) {
      this.#fail(group, new Error("a group script answered out of shape"));
      return;
    }
    this.#pumpSoon();
    group.forEach((job, index) => {
      job.isInFlight = false;
      this.#unanswered.delete(job);
      job.land(reply[index], sentAt);
    });
  }

  #fail(group: readonly Job[], error: unknown): void {
    this.#sentAt = null;
    const reason = error instanceof Error ? error.message : String(error);
    for (const job of group) {
      job.isInFlight = false;
      if (!job.isAnswered && job.isRepeatable) {
        this.#enqueue(job);
        continue;
      }
      this.#unanswered.delete(job);
      job.refuse(reason);
      job.lose();
    }
    this.#retry ??= setTimeout(() => {
      this.#retry = null;
      this.pump();
    }, RETRY_MS);
  }

  #arm(): void {
    if (this.#timer) return;
    const first = this.#unanswered.values().next().value;
    if (!first) return;
    this.#timer = setTimeout(() => this.#expire(), Math.max(1, first.deadlineAt - performance.now()));
  }

  #expire(): void {
    this.#timer = null;
    const now = performance.now();
    for (const job of this.#unanswered) {
      if (job.deadlineAt > now) break;
      this.#unanswered.delete(job);
      job.refuse("no answer in time");
      if (job.attempts > 0 && !job.isInFlight) job.lose();
    }
    if (this.#sentAt !== null && now - this.#sentAt > HUNG_DEADLINES * this.#settings.deadlineMs)
      this.#settings.onHung();
    this.#arm();
  }
}

interface Caller<Verdict> {
  resolve(verdict: Verdict | Unavailable): void;
  reject(error: unknown): void;
}

function createJob<Verdict>(item: LaneItem<Verdict>, deadlineAt: number, caller: Caller<Verdict>): Job {
  const job: Job = {
    org: item.org,
    text: item.text,
    blobs: item.blobs,
    isRepeatable: item.isRepeatable,
    bytes: item.blobs.reduce((sum, blob) => sum + blob.length, item.text.length),
    deadlineAt,
    isAnswered: false,
    attempts: 0,
    isInFlight: false,
    land: (reply, sentAt) => {
      try {
        const verdict = item.decode(reply, sentAt);
        if (job.isAnswered) item.onLate?.(verdict);
        else caller.resolve(verdict);
      } catch (error) {
        caller.reject(error);
      }
      job.isAnswered = true;
    },
    refuse: (reason) => {
      if (!job.isAnswered) caller.resolve({ kind: "UNAVAILABLE", reason });
      job.isAnswered = true;
      // It won't be sent any more, but may stay in its queue for a while: its texts must not.
      job.text = "";
      job.blobs = [];
    },
    lose: () => item.onLate?.(null),
  };
  return job;
}
