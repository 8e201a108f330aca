/** Messages kept for a slow reader; past it the oldest go, since each message only says "look again". */
const MOST_WAITING = 256;

export interface MessageQueue<T> {
  push(message: T): void;
  /** Ends the iteration once what was pushed is read. */
  readonly end: () => void;
  messages(): AsyncGenerator<T, void, undefined>;
}

/** Turns pushed messages into an async iteration for one reader. */
export function messageQueue<T>(): MessageQueue<T> {
  const waiting: T[] = [];
  let isEnded = false;
  let wake: () => void = () => undefined;
  return {
    push: (message) => {
      if (isEnded) return;
      waiting.push(message);
      if (waiting.length > MOST_WAITING) waiting.shift();
      wake();
    },
    end: () => {
      isEnded = true;
      wake();
    },
    async *messages() {
      while (true) {
        const message = waiting.shift();
        if (message !== undefined) {
          yield message;
          continue;
        }
        if (isEnded) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}
