import type { PathPart } from "../document/problem.ts";
import type { YamlValue } from "../document/yaml-tree.ts";
import { insertEntry, moveEntry, removeEntry } from "./change-entries.ts";
import { type Change, firstDifference, isSame, valueAt, withValueAt } from "./difference.ts";
import { boundBefore, regionOf } from "./entry-region.ts";
import { printLines } from "./print-value.ts";
import { setValue, splice } from "./set-value.ts";
import {
  EditRefused,
  entriesOf,
  isBlank,
  isCollection,
  isFlow,
  nodeAt,
  parseTree,
  plainValue,
  type SourceTree,
} from "./source-tree.ts";

/** One edit changes a handful of values; more than this means that something is wrong. */
const MAX_CHANGES = 2_000;

/**
 * Changes a text until it reads as `wanted`, touching no more than differs. After every change the text is read again:
 * a result that isn't exactly what was meant is refused, never returned. Throws `EditRefused`.
 */
export function reconcile(text: string, wanted: YamlValue): string {
  let tree = parseTree(text);
  for (let count = 0; count < MAX_CHANGES; count += 1) {
    const current = plainValue(tree.root);
    const change = firstDifference(current, wanted, []);
    if (change === null) return tree.text;
    tree = make(tree, { change, current, wanted });
  }
  throw new EditRefused("the text could not be changed in place");
}

/**
 * Changes one item of the block sequence at `key` until it reads as `wanted`. The steps are taken on the item's own
 * lines, so that the whole text is read only once more, to make sure. Null where the item's lines don't stand alone.
 */
export function reconcileItem(text: string, key: string, { index, wanted }: ItemGoal): string | null {
  const tree = parseTree(text);
  const node = nodeAt(tree, [key]);
  if (!isCollection(node) || isFlow(node)) return null;
  const entries = entriesOf(tree, node);
  const entry = entries[index];
  const region = entry ? regionOf(tree, entry, boundBefore(tree, entries, index)) : null;
  if (!region?.ownsLine) return null;
  const head = `${key}:${tree.eol}`;
  const alone = `${head}${text.slice(region.start, region.end)}${tree.eol}`;
  try {
    const changed = reconcile(alone, { [key]: [wanted] });
    if (!changed.startsWith(head) || !changed.endsWith(tree.eol)) return null;
    const after = splice(text, [region.start, region.end], changed.slice(head.length, -tree.eol.length));
    const before = plainValue(tree.root);
    return isSame(plainValue(parseTree(after).root), withValueAt(before, [key, index], wanted)) ? after : null;
  } catch (error) {
    if (error instanceof EditRefused) return null;
    throw error;
  }
}

interface ItemGoal {
  readonly index: number;
  readonly wanted: YamlValue;
}

interface Goal {
  readonly change: Change;
  readonly current: YamlValue;
  readonly wanted: YamlValue;
}

/** Makes a change; where it can't be made at its place, the value around it is written anew, but never a whole rule. */
function make(tree: SourceTree, { change, current, wanted }: Goal): SourceTree {
  let refused: EditRefused | null = null;
  for (const attempt of [change, ...wider(change, wanted)]) {
    try {
      const after = parseTree(apply(tree, attempt));
      if (isSame(plainValue(after.root), applied(current, attempt))) return after;
    } catch (error) {
      if (!(error instanceof EditRefused)) throw error;
      refused = error;
    }
  }
  throw refused ?? new EditRefused("the text could not be changed in place");
}

function wider(change: Change, wanted: YamlValue): Change[] {
  const least = change.path[0] === "rules" ? 3 : 2;
  const changes: Change[] = [];
  for (let length = change.path.length - (change.kind === "set" ? 1 : 0); length >= least; length -= 1) {
    const path = change.path.slice(0, length);
    const value = valueAt(wanted, path);
    if (value !== undefined) changes.push({ kind: "set", path, value });
  }
  return changes;
}

function apply(tree: SourceTree, change: Change): string {
  if (change.kind === "set") {
    return change.path.length === 0 ? setRoot(tree, change.value) : setValue(tree, change.path, change.value);
  }
  if (change.kind === "insert") return insertEntry(tree, change);
  const node = nodeAt(tree, change.path);
  const index =
    typeof change.part === "number" || !isCollection(node)
      ? Number(change.part)
      : entriesOf(tree, node).findIndex((entry) => entry.key === change.part);
  return removeEntry(tree, change.path, index);
}

/** A text that holds nothing but comments gets its first content after them. */
function setRoot({ text, root, eol }: SourceTree, value: YamlValue): string {
  if (root !== null && !isBlank(root)) throw new EditRefused("the document is not a mapping");
  const gap = text === "" || text.endsWith("\n") ? "" : eol;
  const isSpaced = text.trim() !== "" && !text.trimEnd().endsWith("---");
  const sections = Object.entries(value ?? {}).map(([key, section]) =>
    printLines({ [key]: section }, { path: [], indent: "" }).join(eol),
  );
  return `${text}${gap}${isSpaced ? eol : ""}${sections.join(eol + eol)}${eol}`;
}

function applied(current: YamlValue, change: Change): YamlValue {
  if (change.kind === "set") return withValueAt(current, change.path, change.value);
  const collection = valueAt(current, change.path);
  if (Array.isArray(collection)) {
    const items = [...collection];
    if (change.kind === "insert") items.splice(change.index, 0, change.value);
    else items.splice(Number(change.part), 1);
    return withValueAt(current, change.path, items);
  }
  const entries = Object.entries(collection ?? {}).filter(
    ([key]) => change.kind === "insert" || key !== change.part,
  ) as [string, YamlValue][];
  if (change.kind === "insert") entries.push([change.key ?? "", change.value]);
  return withValueAt(current, change.path, Object.fromEntries(entries));
}

/** Moves an item of the sequence at `path`; it takes its comments along. Throws `EditRefused`. */
export function moveItem(text: string, path: readonly PathPart[], move: { from: number; to: number }): string {
  const tree = parseTree(text);
  const current = plainValue(tree.root);
  const list = valueAt(current, path);
  if (!Array.isArray(list) || list[move.from] === undefined) throw new EditRefused("there is nothing to move");
  const moved = [...list];
  moved.splice(move.to, 0, ...moved.splice(move.from, 1));
  const after = moveEntry(tree, path, move);
  if (isSame(plainValue(parseTree(after).root), withValueAt(current, path, moved))) return after;
  throw new EditRefused("the item could not be moved in place");
}
