/** One call of a tool, as the upstream saw it. */
export interface FixtureCall {
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** The HTTP request's headers, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The upstream's own count. */
export interface FixtureCalls {
  readonly count: number;
  readonly byTool: Readonly<Record<string, number>>;
  /** In order of arrival. */
  readonly bodies: readonly FixtureCall[];
}

/** A call that is kept from answering. */
export interface FixtureHold {
  /** Resolves when the call has arrived (and is counted); never if none comes. */
  readonly arrived: Promise<FixtureCall>;
  /** Lets it answer; before its arrival, lets it through. */
  release(): void;
}

export interface CallBook {
  /** Notes a call and, if a hold is waiting for it, waits for the release. Answers how often this tool ran. */
  arrive(call: FixtureCall): Promise<number>;
  calls(): FixtureCalls;
  holdNext(): FixtureHold;
  releaseAll(): void;
}

interface Hold {
  readonly announce: (call: FixtureCall) => void;
  readonly released: Promise<void>;
  readonly release: () => void;
}

export function createCallBook(): CallBook {
  const bodies: FixtureCall[] = [];
  const byTool: Record<string, number> = {};
  const waitingForCall: Hold[] = [];
  const all = new Set<Hold>();
  return {
    arrive: async (call) => {
      bodies.push(call);
      const times = (byTool[call.tool] ?? 0) + 1;
      byTool[call.tool] = times;
      const hold = waitingForCall.shift();
      hold?.announce(call);
      await hold?.released;
      return times;
    },
    calls: () => ({ count: bodies.length, byTool: { ...byTool }, bodies: [...bodies] }),
    holdNext: () => {
      const arrival = deferred<FixtureCall>();
      const end = deferred<void>();
      const hold: Hold = { announce: arrival.resolve, released: end.promise, release: () => end.resolve() };
      waitingForCall.push(hold);
      all.add(hold);
      return { arrived: arrival.promise, release: hold.release };
    },
    releaseAll: () => {
      for (const hold of all) hold.release();
    },
  };
}

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
