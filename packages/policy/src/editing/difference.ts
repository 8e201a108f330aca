import type { PathPart } from "../document/problem.ts";
import type { YamlValue } from "../document/yaml-tree.ts";

type Mapping = { [key: string]: YamlValue };

/** One step by which a document comes nearer to another. */
export type Change =
  | { readonly kind: "set"; readonly path: readonly PathPart[]; readonly value: YamlValue }
  /** `path` is the collection's; it has entries already. */
  | {
      readonly kind: "insert";
      readonly path: readonly PathPart[];
      readonly key: string | null;
      readonly index: number;
      readonly value: YamlValue;
    }
  /** Others are left. */
  | { readonly kind: "remove"; readonly path: readonly PathPart[]; readonly part: PathPart };

/** The first step from one value to another; null when they are the same. Keys' order is not part of a value. */
export function firstDifference(current: YamlValue, wanted: YamlValue, path: readonly PathPart[]): Change | null {
  if (isSame(current, wanted)) return null;
  if (Array.isArray(current) && Array.isArray(wanted) && current.length > 0 && wanted.length > 0) {
    return differenceOfLists(current, wanted, path);
  }
  if (isMapping(current) && isMapping(wanted) && Object.keys(wanted).some((key) => Object.hasOwn(current, key))) {
    return differenceOfMappings(current, wanted, path);
  }
  return { kind: "set", path, value: wanted };
}

function differenceOfMappings(current: Mapping, wanted: Mapping, path: readonly PathPart[]): Change | null {
  const gone = Object.keys(current).find((key) => !Object.hasOwn(wanted, key));
  if (gone !== undefined) return { kind: "remove", path, part: gone };
  const order = Object.keys(current);
  let index = 0;
  for (const [key, value] of Object.entries(wanted)) {
    const old = current[key];
    if (!Object.hasOwn(current, key) || old === undefined) return { kind: "insert", path, key, index, value };
    const inside = firstDifference(old, value, [...path, key]);
    if (inside) return inside;
    index = order.indexOf(key) + 1;
  }
  return null;
}

/** Items that both ends share stay; of those between, whole ones come and go before one is changed into another. */
function differenceOfLists(current: YamlValue[], wanted: YamlValue[], path: readonly PathPart[]): Change | null {
  const shorter = Math.min(current.length, wanted.length);
  let from = 0;
  while (from < shorter && isSame(current[from] ?? null, wanted[from] ?? null)) from += 1;
  let behind = 0;
  while (
    behind < shorter - from &&
    isSame(current[current.length - 1 - behind] ?? null, wanted[wanted.length - 1 - behind] ?? null)
  ) {
    behind += 1;
  }
  const old = current.slice(from, current.length - behind);
  const next = wanted.slice(from, wanted.length - behind);
  if (old.length > next.length) {
    const gone = Math.max(
      0,
      old.findIndex((item) => !next.some((other) => isSame(item, other))),
    );
    return { kind: "remove", path, part: from + gone };
  }
  if (old.length < next.length) {
    const fresh = Math.max(
      0,
      next.findIndex((item) => !old.some((other) => isSame(item, other))),
    );
    const index = Math.min(fresh, old.length);
    return { kind: "insert", path, key: null, index: from + index, value: next[index] ?? null };
  }
  return firstDifference(old[0] ?? null, next[0] ?? null, [...path, from]);
}

/** Whether two values read the same. */
export function isSame(a: YamlValue, b: YamlValue): boolean {
  if (a === b) return true;
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, at) => isSame(item, b[at] ?? null))
    );
  }
  if (!isMapping(a) || !isMapping(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isSame(a[key] ?? null, b[key] ?? null))
  );
}

export function isMapping(value: YamlValue | undefined): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value at a path; undefined where there is none. */
export function valueAt(root: YamlValue, path: readonly PathPart[]): YamlValue | undefined {
  let value: YamlValue | undefined = root;
  for (const part of path) {
    if (Array.isArray(value)) value = value[Number(part)];
    else value = isMapping(value) && Object.hasOwn(value, String(part)) ? value[String(part)] : undefined;
  }
  return value;
}

/** A copy with another value at a path. The way there must exist. */
export function withValueAt(root: YamlValue, path: readonly PathPart[], value: YamlValue): YamlValue {
  const [part, ...rest] = path;
  if (part === undefined) return value;
  if (Array.isArray(root)) {
    return root.map((item, index) => (index === part ? withValueAt(item, rest, value) : item));
  }
  const mapping = isMapping(root) ? root : {};
  return { ...mapping, [part]: withValueAt(mapping[String(part)] ?? null, rest, value) };
}
