import type { Answer } from "./agent.ts";

export interface PacedLoad {
  /** Requests begun before the change was reported, and those begun after. */
  readonly before: readonly Answer[];
  readonly after: readonly Answer[];
  /** What was really answered each second, over the whole load. */
  readonly perSecond: number;
}

export interface Pace {
  readonly perSecond: number;
  /** How many requests go out before the change, and how many after it is reported. */
  readonly each: number;
  readonly change: () => Promise<unknown>;
}

/** More than this many unanswered requests, and the pace waits: the machine can't keep it. */
const MOST_OUT = 200;

/**
 * Sends requests at a fixed pace, whether or not the last was answered, and makes a change in their midst. Each request
 * is told by the moment it began from the moment the change was reported.
 */
export async function pacedLoad(send: (turn: number) => Promise<Answer>, pace: Pace): Promise<PacedLoad> {
  const before: Answer[] = [];
  const after: Answer[] = [];
  const sending = new Set<Promise<void>>();
  const startedAt = performance.now();
  let isReported = false;
  let changing: Promise<void> | null = null;
  let sentAfter = 0;
  for (let turn = 0; sentAfter < pace.each; turn += 1) {
    const answers = isReported ? after : before;
    if (isReported) sentAfter += 1;
    const sent = send(turn)
      .then((answer) => void answers.push(answer))
      .finally(() => sending.delete(sent));
    sending.add(sent);
    if (turn === pace.each) {
      changing = pace.change().then(() => {
        isReported = true;
      });
    }
    if (sending.size >= MOST_OUT) await Promise.race(sending);
    await until(startedAt + ((turn + 1) * 1_000) / pace.perSecond);
  }
  await Promise.all([changing, ...sending]);
  const seconds = (performance.now() - startedAt) / 1_000;
  return { before, after, perSecond: (before.length + after.length) / seconds };
}

async function until(at: number): Promise<void> {
  const ms = at - performance.now();
  if (ms > 1) await new Promise((resolve) => setTimeout(resolve, ms));
  else await new Promise(setImmediate);
}
