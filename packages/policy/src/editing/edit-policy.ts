import type { Unpriced } from "../document/policy-document.ts";
import type { PolicyProblem } from "../document/problem.ts";
import { readYaml } from "../document/yaml-source.ts";
import type { YamlValue } from "../document/yaml-tree.ts";
import { isMapping, valueAt } from "./difference.ts";
import {
  APPROVAL_KEYS,
  type ApproverFields,
  LIMIT_KEYS,
  type LimitFields,
  type PriceFields,
  RULE_KEYS,
  type RuleFields,
  SECTION_KEYS,
  type TestFields,
} from "./policy-fields.ts";
import { moveItem, reconcile, reconcileItem } from "./reconcile.ts";
import { EditRefused } from "./source-tree.ts";

/** A rule by its id, or by its place among the rules (from 0), which also finds one whose id stands twice. */
export type RuleReference = string | number;

/** One change to a policy's text. Null takes the thing out. */
export type PolicyEdit =
  | { readonly kind: "add_rule"; readonly rule: RuleFields; readonly at?: number }
  | { readonly kind: "replace_rule"; readonly rule: RuleReference; readonly fields: RuleFields }
  | { readonly kind: "remove_rule"; readonly rule: RuleReference }
  | { readonly kind: "move_rule"; readonly rule: RuleReference; readonly to: number }
  /** Whether the whole policy only observes. */
  | { readonly kind: "set_observe"; readonly observe: boolean }
  /** What becomes of calls without a price; null as if nothing were written. */
  | { readonly kind: "set_unpriced"; readonly unpriced: Unpriced | null }
  /** The organization's own limits. */
  | { readonly kind: "set_limits"; readonly limits: readonly LimitFields[] }
  | { readonly kind: "set_list"; readonly list: string; readonly entries: readonly string[] | null }
  | { readonly kind: "add_list_entry"; readonly list: string; readonly entry: string }
  | { readonly kind: "remove_list_entry"; readonly list: string; readonly entry: string }
  | { readonly kind: "set_approvers"; readonly group: string; readonly value: ApproverFields | null }
  | { readonly kind: "set_price"; readonly operation: string; readonly price: PriceFields | null }
  /** An index past the last adds a test. */
  | { readonly kind: "set_test"; readonly index: number; readonly test: TestFields | null };

export interface EditProblem {
  /** `area.noun.reason`, stable. */
  readonly code: "edit.source.unreadable" | "edit.rule.unknown" | "edit.text.refused";
  readonly message: string;
  /** Why the text can't be read, when that is it. */
  readonly problems: readonly PolicyProblem[];
}

export type EditedPolicy =
  | { readonly ok: true; readonly source: string }
  | { readonly ok: false; readonly problem: EditProblem };

/**
 * Changes a policy's text. Comments, order, quoting and blank lines of everything an edit doesn't name stay byte for
 * byte; of a replaced rule, the fields that don't change do. All edits happen or none. What the text means afterwards
 * is read back and compared, so an edit does what it says or is refused. Whether the policy is valid is not looked at.
 */
export function editPolicy(source: string, edits: readonly PolicyEdit[]): EditedPolicy {
  let text = source;
  for (const edit of edits) {
    const read = readYaml(text);
    if (!read.ok) {
      return refuse(
        "edit.source.unreadable",
        "The policy's text can't be read, so it can only be changed as text.",
        read.problems,
      );
    }
    try {
      text = change(text, read.value, edit);
    } catch (error) {
      if (!(error instanceof EditRefused)) throw error;
      if (error instanceof UnknownRule) return refuse("edit.rule.unknown", "The policy has no such rule any more.");
      return refuse("edit.text.refused", "This part is written in a way that can only be changed as text.");
    }
  }
  return { ok: true, source: text };
}

/** Adds rules at the end. An id that is taken gets a number, so that adding never makes a policy invalid. */
export function addRules(source: string, rules: readonly RuleFields[]): EditedPolicy {
  const read = readYaml(source);
  const present = read.ok ? valueAt(read.value, ["rules"]) : [];
  const taken = new Set(
    (Array.isArray(present) ? present : []).flatMap((rule) => [valueAt(rule, ["id"]), valueAt(rule, ["was"])]),
  );
  const edits = rules.map((rule): PolicyEdit => {
    const id = freeRuleId(rule.id, (one) => taken.has(one));
    taken.add(id);
    return { kind: "add_rule", rule: { ...rule, id } };
  });
  return editPolicy(source, edits);
}

/** `wanted`, or with the first number that makes it free. */
export function freeRuleId(wanted: string, isTaken: (id: string) => boolean): string {
  for (let number = 1; ; number += 1) {
    const suffix = number === 1 ? "" : `-${number}`;
    const id = `${wanted.slice(0, 63 - suffix.length)}${suffix}`;
    if (!isTaken(id)) return id;
  }
}

function refuse(code: EditProblem["code"], message: string, problems: readonly PolicyProblem[] = []): EditedPolicy {
  return { ok: false, problem: { code, message, problems } };
}

class UnknownRule extends EditRefused {}

function change(text: string, root: YamlValue, edit: PolicyEdit): string {
  if (edit.kind === "move_rule") {
    const from = indexOfRule(root, edit.rule);
    return from === edit.to ? text : moveItem(text, ["rules"], { from, to: edit.to });
  }
  const wanted = applyEdit(root, edit);
  if (edit.kind !== "replace_rule") return reconcile(text, wanted);
  const index = indexOfRule(root, edit.rule);
  const rule = valueAt(wanted, ["rules", index]) ?? null;
  return reconcileItem(text, "rules", { index, wanted: rule }) ?? reconcile(text, wanted);
}

/** What a policy reads as after an edit. Throws `EditRefused` when the edit names a rule that isn't there. */
export function applyEdit(root: YamlValue, edit: Exclude<PolicyEdit, { kind: "move_rule" }>): YamlValue {
  switch (edit.kind) {
    case "add_rule": {
      const rules = listAt(root, "rules");
      return withSection(root, "rules", rules.toSpliced(edit.at ?? rules.length, 0, ruleValue(edit.rule, {})));
    }
    case "replace_rule": {
      const index = indexOfRule(root, edit.rule);
      const rules = listAt(root, "rules");
      return withSection(root, "rules", rules.with(index, ruleValue(edit.fields, rules[index] ?? {})));
    }
    case "remove_rule":
      return withSection(root, "rules", listAt(root, "rules").toSpliced(indexOfRule(root, edit.rule), 1));
    case "set_observe":
      return withScalar(root, "observe", edit.observe || null);
    case "set_unpriced":
      return withScalar(root, "unpriced", edit.unpriced);
    case "set_limits":
      return withSection(
        root,
        "limits",
        edit.limits.map((limit) => ordered(limit, LIMIT_KEYS)),
      );
    case "set_list":
      return withNamed(root, ["lists", edit.list], edit.entries === null ? null : [...edit.entries]);
    case "add_list_entry": {
      const entries = entriesOfList(root, edit.list);
      return entries.includes(edit.entry) ? root : withNamed(root, ["lists", edit.list], [...entries, edit.entry]);
    }
    case "remove_list_entry": {
      const entries = entriesOfList(root, edit.list);
      return withNamed(
        root,
        ["lists", edit.list],
        entries.filter((entry) => entry !== edit.entry),
      );
    }
    case "set_approvers":
      return withNamed(
        root,
        ["approvers", edit.group],
        edit.value && ordered(edit.value, ["members", "notify", "email_links"]),
      );
    case "set_price":
      return withNamed(root, ["prices", edit.operation], edit.price && yamlOf(edit.price));
    case "set_test": {
      const tests = listAt(root, "tests");
      const index = Math.min(edit.index, tests.length);
      return withSection(root, "tests", tests.toSpliced(index, 1, ...(edit.test ? [yamlOf(edit.test)] : [])));
    }
  }
}

function indexOfRule(root: YamlValue, rule: RuleReference): number {
  const rules = listAt(root, "rules");
  const index = typeof rule === "number" ? rule : rules.findIndex((one) => valueAt(one, ["id"]) === rule);
  if (rules[index] === undefined) throw new UnknownRule("there is no such rule");
  return index;
}

function listAt(root: YamlValue, section: string): YamlValue[] {
  const value = valueAt(root, [section]);
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new EditRefused(`${section} is not a list`);
  return value;
}

function entriesOfList(root: YamlValue, list: string): YamlValue[] {
  const value = valueAt(root, ["lists", list]);
  return Array.isArray(value) ? value : [];
}

/** The fields of a rule in their order, with what the document holds besides them. */
function ruleValue(fields: RuleFields, current: YamlValue): YamlValue {
  const { limits, approval, ...rest } = fields;
  const old = valueAt(current, ["limits"]);
  const hadNone = Array.isArray(old) && old.length === 0;
  const value = ordered(
    {
      ...rest,
      ...(limits && (limits.length > 0 || hadNone)
        ? { limits: limits.map((limit) => ordered(limit, LIMIT_KEYS)) }
        : {}),
      ...(approval ? { approval: ordered(approval, APPROVAL_KEYS) } : {}),
    },
    RULE_KEYS,
  );
  const when = valueAt(current, ["when"]);
  if (typeof when === "boolean" && value["when"] === String(when)) value["when"] = when;
  const known: readonly string[] = RULE_KEYS;
  for (const [key, other] of Object.entries(isMapping(current) ? current : {})) {
    if (!known.includes(key)) value[key] = other;
  }
  return value;
}

function ordered(fields: object, keys: readonly string[]): { [key: string]: YamlValue } {
  const found = new Map<string, unknown>(Object.entries(fields));
  const result: { [key: string]: YamlValue } = {};
  for (const key of keys) {
    const value = found.get(key);
    if (value !== undefined && !(Array.isArray(value) && value.length === 0 && key === "notify"))
      result[key] = yamlOf(value);
  }
  return result;
}

/** A copy as YAML holds it; what is undefined is left out. */
function yamlOf(value: unknown): YamlValue {
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return value;
  if (Array.isArray(value)) return value.map(yamlOf);
  if (typeof value !== "object") throw new EditRefused("a value can't be written as YAML");
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [key, yamlOf(item)]));
}

/** Sets a section of the document; an empty one that wasn't there isn't added. */
function withSection(root: YamlValue, section: string, value: YamlValue): YamlValue {
  const document = isMapping(root) ? root : {};
  if (root !== null && !isMapping(root)) throw new EditRefused("the document is not a mapping");
  const isEmpty = value !== null && typeof value === "object" && Object.keys(value).length === 0;
  const all: { [key: string]: YamlValue } = { version: 1, ...document };
  if (!isEmpty || section === "rules") all[section] = value;
  else delete all[section];
  const known: readonly string[] = SECTION_KEYS;
  const names = [
    ...known.filter((key) => Object.hasOwn(all, key)),
    ...Object.keys(all).filter((key) => !known.includes(key)),
  ];
  return Object.fromEntries(names.map((key) => [key, all[key] ?? null]));
}

/** Sets a plain field of the document; null takes it out. */
function withScalar(root: YamlValue, field: string, value: string | boolean | null): YamlValue {
  return withSection(root, field, value ?? {});
}

function withNamed(root: YamlValue, [section, name]: readonly [string, string], value: YamlValue): YamlValue {
  const found = valueAt(root, [section]);
  const entries = Object.entries(isMapping(found) ? found : {});
  const kept = entries.filter(([key]) => key !== name || value !== null);
  const isNew = !kept.some(([key]) => key === name);
  const next = kept.map(([key, item]): [string, YamlValue] => [key, key === name ? value : item]);
  if (isNew && value !== null) next.push([name, value]);
  return withSection(root, section, Object.fromEntries(next));
}
