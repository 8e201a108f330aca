import { type CallTarget, callWriter, textOf } from "../http/call-request.ts";
import { RawConnection } from "../http/raw-connection.ts";

export interface LoadResult {
  readonly calls: number;
  /** Answers that weren't 200 with the call's own text in them. */
  readonly wrong: number;
  readonly firstWrong: string | null;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

export interface ClosedLoop {
  readonly target: CallTarget;
  readonly callers: number;
  readonly ms: number;
}

let lastTurn = 0;

/** So many callers, each sending its next call when the last was answered; every body is checked. */
export async function closedLoop({ target, callers, ms }: ClosedLoop): Promise<LoadResult> {
  const write = callWriter(target);
  const tally = new Tally();
  let fail: (error: Error) => void = () => {};
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const connections = await Promise.all(
    Array.from({ length: callers }, () => RawConnection.open(new URL(target.url), (error) => fail(error))),
  );
  const startedAt = performance.now();
  const until = startedAt + ms;
  const caller = (connection: RawConnection): Promise<void> =>
    new Promise((resolve) => {
      const next = (): void => {
        const sentAt = performance.now();
        if (sentAt >= until) {
          resolve();
          return;
        }
        lastTurn += 1;
        const turn = lastTurn;
        connection.send(write(turn), (answer) => {
          tally.add(
            performance.now() - sentAt,
            answer.status === 200 && answer.body.includes(textOf(turn)),
            answer.body,
          );
          next();
        });
      };
      next();
    });
  try {
    await Promise.race([Promise.all(connections.map(caller)), failed]);
  } finally {
    for (const connection of connections) connection.close();
  }
  return tally.result(performance.now() - startedAt);
}

/** Latencies and faults of one load. */
export class Tally {
  readonly #latencies: number[] = [];
  #wrong = 0;
  #firstWrong: string | null = null;

  add(latencyMs: number, isRight: boolean, body: Buffer): void {
    this.#latencies.push(latencyMs);
    if (isRight) return;
    this.#wrong += 1;
    this.#firstWrong ??= body.toString("utf8", 0, 500);
  }

  result(ms: number): LoadResult {
    const sorted = Float64Array.from(this.#latencies).sort();
    const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
    return {
      calls: sorted.length,
      wrong: this.#wrong,
      firstWrong: this.#firstWrong,
      perSecond: (sorted.length * 1_000) / ms,
      p50: at(0.5),
      p99: at(0.99),
    };
  }
}
