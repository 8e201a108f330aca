/** Lets at most `size` pieces of work run at once; the others wait in order of arrival. */
export function createSlots(size: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = size;
  const waiting: (() => void)[] = [];
  const take = (): Promise<void> => {
    if (free > 0) {
      free -= 1;
      return Promise.resolve();
    }
    return new Promise((resolve) => waiting.push(resolve));
  };
  return async (work) => {
    await take();
    try {
      return await work();
    } finally {
      // A slot passes straight to the next in line, so it can't be overtaken.
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
