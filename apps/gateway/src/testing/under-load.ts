import type { Answer } from "./agent.ts";

export interface Observed {
  /** Answers to requests that began before the change was reported. */
  readonly before: readonly Answer[];
  /** Answers to requests that began after. */
  readonly after: readonly Answer[];
}

const LEAST_BEFORE = 5;
const LEAST_AFTER = 25;

/**
 * Makes a change while requests never pause: each kind is sent again and again, one after the other, side by side with
 * the others, before, during and after the change.
 */
export async function underLoad(
  kinds: readonly (() => Promise<Answer>)[],
  change: () => Promise<unknown>,
): Promise<Observed> {
  const before: Answer[] = [];
  const after: Answer[] = [];
  let isReported = false;
  const warm = kinds.map(() => signal());
  const runners = kinds.map(async (send, index) => {
    for (let sentBefore = 0, sentAfter = 0; sentAfter < LEAST_AFTER; ) {
      const isLater = isReported;
      const answer = await send();
      (isLater ? after : before).push(answer);
      if (isLater) sentAfter += 1;
      else sentBefore += 1;
      if (sentBefore === LEAST_BEFORE) warm[index]?.fire();
    }
  });
  const changed = Promise.all(warm.map(({ fired }) => fired))
    .then(change)
    .finally(() => {
      isReported = true;
    });
  await Promise.all([changed, ...runners]);
  return { before, after };
}

function signal(): { readonly fired: Promise<void>; fire(): void } {
  let fire = (): void => {};
  const fired = new Promise<void>((resolve) => {
    fire = resolve;
  });
  return { fired, fire: () => fire() };
}
