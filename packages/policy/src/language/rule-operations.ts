import type { PathPart } from "../document/problem.ts";
import type { YamlValue } from "../document/yaml-tree.ts";
import { matchesOperation } from "../selection/patterns.ts";
import type { ArgumentFact, OperationFact, PolicyNames } from "./vocabulary.ts";

/** The value at a path of plain data. */
export function valueAt(root: YamlValue, path: readonly PathPart[]): YamlValue | undefined {
  let value: YamlValue | undefined = root;
  for (const part of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Array.isArray(value) ? value[Number(part)] : value[String(part)];
  }
  return value;
}

/** The texts of a list at a path, whatever else stands in it. */
export function textsAt(root: YamlValue, path: readonly PathPart[]): string[] {
  const value = valueAt(root, path);
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** Names of a mapping at a path. */
export function namesAt(root: YamlValue, path: readonly PathPart[]): string[] {
  const value = valueAt(root, path);
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
}

/** The operations that the rule at a path selects. */
export function operationsOfRule(root: YamlValue, path: readonly PathPart[], names: PolicyNames): OperationFact[] {
  const patterns = textsAt(root, [...path.slice(0, 2), "operations"]);
  return names.operations.filter((operation) => patterns.some((pattern) => matchesOperation(pattern, operation)));
}

/** An argument seen over several operations. */
export interface SharedArgument extends ArgumentFact {
  /** Declared by every one of them: only then may a condition name it without `has(…)`. */
  readonly isOfAll: boolean;
  /** Ids of the operations that declare it. */
  readonly of: readonly string[];
}

/** The arguments of several operations together, those of all first. */
export function argumentsOf(operations: readonly OperationFact[]): SharedArgument[] {
  const found = new Map<string, { fact: ArgumentFact; of: string[] }>();
  for (const operation of operations) {
    for (const fact of operation.arguments) {
      const entry = found.get(fact.name) ?? { fact, of: [] };
      entry.of.push(operation.id);
      found.set(fact.name, entry);
    }
  }
  const all = [...found.values()].map(({ fact, of }) => ({ ...fact, of, isOfAll: of.length === operations.length }));
  return [...all.filter((one) => one.isOfAll), ...all.filter((one) => !one.isOfAll)];
}
