import {
  type ConditionShape,
  type EditedPolicy,
  editPolicy,
  freeRuleId,
  type OutlineRule,
  outlinePolicy,
  type PolicyOutline,
  parsePolicy,
  type RuleFields,
  readCondition,
  writeCondition,
} from "@countersign/policy";
import { lineProblem } from "./condition-operators.ts";

/** A line of a condition in the editor; the key stays while the line is edited. */
export interface DraftLine {
  readonly key: number;
  readonly shape: ConditionShape;
}

/** A rule while it is being edited. */
export interface RuleDraft {
  readonly fields: RuleFields;
  /** Null while the condition is edited as text. */
  readonly lines: readonly DraftLine[] | null;
  readonly cel: string;
}

/** Problems by field of the rule. */
export type FieldProblems = { readonly [field: string]: string };

export function draftOf(fields: RuleFields): RuleDraft {
  const cel = fields.when ?? "";
  return { fields, cel, lines: readCondition(cel)?.map((shape, key) => ({ key, shape })) ?? null };
}

/** The condition that a draft writes. The text that came in stays byte for byte as long as no line was changed. */
export function conditionOf({ lines, cel }: RuleDraft): string {
  if (lines === null) return cel;
  const shapes = lines.map(({ shape }) => shape);
  const before = readCondition(cel);
  return before !== null && isSameShapes(before, shapes) ? cel : writeCondition(shapes);
}

function isSameShapes(a: readonly ConditionShape[], b: readonly ConditionShape[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The rule as a draft has it, without what its effect can't carry. */
export function fieldsOf(draft: RuleDraft): RuleFields {
  const { when: _, limits, approval, message, on_deny, redact, label, labels_for, unpriced, ...rest } = draft.fields;
  const when = conditionOf(draft).trim() === "" ? undefined : conditionOf(draft);
  return {
    ...rest,
    ...(when === undefined ? {} : { when }),
    ...(rest.effect === "deny" ? {} : given({ limits, redact, label, labels_for, unpriced })),
    ...(approval && rest.effect === "require_approval" ? { approval } : {}),
    ...(message === undefined || message.trim() === "" ? {} : { message }),
    ...(on_deny && rest.effect !== "allow" && on_deny.respond.text.trim() !== "" ? { on_deny } : {}),
  };
}

/** Without what is undefined. */
function given<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

export interface SaveTarget {
  readonly source: string;
  /** Null for a new rule. */
  readonly index: number | null;
}

export type SavedDraft =
  | { readonly ok: true; readonly source: string }
  | { readonly ok: false; readonly problems: FieldProblems };

/** Puts a draft into the text. What is wrong with this rule keeps it out; what is wrong elsewhere doesn't. */
export function saveDraft(draft: RuleDraft, { source, index }: SaveTarget): SavedDraft {
  const early = missingIn(draft);
  if (Object.keys(early).length > 0) return { ok: false, problems: early };
  const fields = fieldsOf(draft);
  const edited = editPolicy(source, [
    index === null ? { kind: "add_rule", rule: fields } : { kind: "replace_rule", rule: index, fields },
  ]);
  if (!edited.ok) return { ok: false, problems: { "": edited.problem.message } };
  const problems = shapeProblems(edited, index);
  return Object.keys(problems).length > 0 ? { ok: false, problems } : { ok: true, source: edited.source };
}

function missingIn(draft: RuleDraft): FieldProblems {
  const { fields, lines } = draft;
  const problems: { [field: string]: string } = {};
  if (fields.id === "") problems["id"] = "Give the rule a name.";
  if (fields.agents.length === 0) problems["agents"] = "Choose at least one agent, or every agent.";
  if (fields.operations.length === 0) problems["operations"] = "Choose at least one operation.";
  if (fields.effect === "require_approval" && (fields.approval?.by.length ?? 0) === 0) {
    problems["approval"] = "Choose who may approve.";
  }
  const bad = lines?.find(({ shape }) => lineProblem(shape) !== null);
  if (bad) problems["when"] = lineProblem(bad.shape) ?? "";
  for (const [at, limit] of (fields.effect === "deny" ? [] : (fields.limits ?? [])).entries()) {
    const amount = limit.calls ?? limit.concurrency ?? 0;
    if (Number.isNaN(amount)) problems["limits"] = `Limit ${at + 1} needs a whole number.`;
  }
  return problems;
}

/** What the document's own schema says of the rule that was just written. */
function shapeProblems(edited: Extract<EditedPolicy, { ok: true }>, index: number | null): FieldProblems {
  const parsed = parsePolicy(edited.source);
  if (parsed.ok) return {};
  const read = outlinePolicy(edited.source);
  const place = index ?? (read.ok ? read.outline.rules.length - 1 : 0);
  const problems: { [field: string]: string } = {};
  for (const problem of parsed.problems) {
    const match = /^rules\[(\d+)\]\.?(approval\.(?:hours|escalate|remind|grant)\.\w+|\w*)/.exec(problem.path);
    if (!match) continue;
    const [, at = "", field = ""] = match;
    if (Number(at) === place) problems[field] ??= problem.message.replaceAll(`rules[${at}].`, "");
  }
  return problems;
}

/** A rule to begin with. */
export function emptyRule(outline: PolicyOutline): RuleFields {
  return { id: freeId("new-rule", outline.rules), agents: [], operations: [], effect: "allow" };
}

/** The same rule again under an id of its own. */
export function copyOf(fields: RuleFields, outline: PolicyOutline): RuleFields {
  const { was: _, ...rest } = fields;
  return { ...rest, id: freeId(`${fields.id}-copy`, outline.rules) };
}

/** A name that no rule has, nor had. */
export function freeId(wanted: string, rules: readonly OutlineRule[]): string {
  const taken = new Set(rules.flatMap(({ id, fields }) => [id, fields?.was ?? id]));
  return freeRuleId(wanted, (id) => taken.has(id));
}
