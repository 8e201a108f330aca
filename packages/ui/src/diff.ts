export interface DiffPart<T> {
  readonly kind: "same" | "removed" | "added";
  readonly item: T;
}

/**
 * The shortest way from one sequence to another, by Myers' greedy algorithm; beyond `mostEdits` it gives up on being
 * shortest and shows everything between the common ends as replaced. Pure.
 */
export function diffSequences<T>(before: readonly T[], after: readonly T[], mostEdits = 2000): readonly DiffPart<T>[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  while (
    end < before.length - start &&
    end < after.length - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  ) {
    end++;
  }
  const same = (items: readonly T[]): DiffPart<T>[] => items.map((item) => ({ kind: "same", item }));
  const middle = myers(before.slice(start, before.length - end), after.slice(start, after.length - end), mostEdits);
  return [...same(before.slice(0, start)), ...middle, ...same(before.slice(before.length - end))];
}

function replaced<T>(before: readonly T[], after: readonly T[]): DiffPart<T>[] {
  return [
    ...before.map((item) => ({ kind: "removed" as const, item })),
    ...after.map((item) => ({ kind: "added" as const, item })),
  ];
}

function myers<T>(a: readonly T[], b: readonly T[], mostEdits: number): DiffPart<T>[] {
  if (a.length === 0 || b.length === 0) return replaced(a, b);
  const most = Math.min(a.length + b.length, mostEdits);
  // furthest.get(k): how far into `a` the best path on the diagonal k (= place in a minus place in b) has come.
  let furthest = new Map<number, number>([[1, 0]]);
  const trail: Map<number, number>[] = [];
  for (let edits = 0; edits <= most; edits++) {
    trail.push(furthest);
    const next = new Map(furthest);
    for (let k = -edits; k <= edits; k += 2) {
      let x = stepsDown(furthest, k, edits) ? (furthest.get(k + 1) ?? 0) : (furthest.get(k - 1) ?? 0) + 1;
      while (x < a.length && x - k < b.length && x - k >= 0 && a[x] === b[x - k]) x++;
      next.set(k, x);
      if (x >= a.length && x - k >= b.length) return walkBack(trail, a, b);
    }
    furthest = next;
  }
  return replaced(a, b);
}

function stepsDown(furthest: ReadonlyMap<number, number>, k: number, edits: number): boolean {
  return k === -edits || (k !== edits && (furthest.get(k - 1) ?? -1) < (furthest.get(k + 1) ?? -1));
}

function walkBack<T>(trail: readonly ReadonlyMap<number, number>[], a: readonly T[], b: readonly T[]): DiffPart<T>[] {
  const parts: DiffPart<T>[] = [];
  let [x, y] = [a.length, b.length];
  const push = (kind: DiffPart<T>["kind"], item: T | undefined) => {
    if (item !== undefined) parts.push({ kind, item });
  };
  for (let edits = trail.length - 1; edits >= 0; edits--) {
    const furthest = trail[edits] ?? new Map<number, number>();
    const k = x - y;
    const isDown = stepsDown(furthest, k, edits);
    const fromX = furthest.get(isDown ? k + 1 : k - 1) ?? 0;
    const fromY = fromX - (isDown ? k + 1 : k - 1);
    while (x > fromX && y > fromY && x > 0 && y > 0) {
      x--;
      y--;
      push("same", a[x]);
    }
    if (edits === 0) break;
    if (isDown) push("added", b[--y]);
    else push("removed", a[--x]);
  }
  return parts.reverse();
}
