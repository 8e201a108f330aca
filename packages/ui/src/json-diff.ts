export interface JsonChange {
  readonly kind: "added" | "removed" | "changed";
  /** Where, as people read it: `rules[2].limits.max`; empty for the whole value. */
  readonly path: string;
  /** Undefined where the value doesn't exist. */
  readonly before: unknown;
  readonly after: unknown;
}

/** What differs between two JSON values, down to the smallest value that does. Pure. */
export function jsonChanges(before: unknown, after: unknown, path = ""): readonly JsonChange[] {
  if (before === undefined && after === undefined) return [];
  if (before === undefined) return [{ kind: "added", path, before, after }];
  if (after === undefined) return [{ kind: "removed", path, before, after }];
  if (isObject(before) && isObject(after) && Array.isArray(before) === Array.isArray(after)) {
    const isList = Array.isArray(after);
    const [one, other] = [Object.entries(before), Object.entries(after)];
    const names = new Set([...one.map(([name]) => name), ...other.map(([name]) => name)]);
    const [left, right] = [new Map(one), new Map(other)];
    return [...names].flatMap((name) => jsonChanges(left.get(name), right.get(name), step(path, name, isList)));
  }
  return Object.is(before, after) ? [] : [{ kind: "changed", path, before, after }];
}

function step(path: string, name: string, isList: boolean): string {
  if (isList) return `${path}[${name}]`;
  return path === "" ? name : `${path}.${name}`;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
