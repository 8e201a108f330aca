import { isMap } from "yaml";
import { z } from "zod";
import type { Unpriced } from "../document/policy-document.ts";
import type { PolicyProblem } from "../document/problem.ts";
import { readYaml } from "../document/yaml-source.ts";
import type { YamlValue } from "../document/yaml-tree.ts";
import { isMapping, valueAt } from "./difference.ts";
import { boundBefore, regionOf } from "./entry-region.ts";
import type { ApproverFields, LimitFields, PriceFields, RuleFields } from "./policy-fields.ts";
import { entriesOf, isCollection, nodeAt, parseTree, type SourceTree } from "./source-tree.ts";

/** A rule as it stands in a text that may not be valid yet. */
export interface OutlineRule {
  /** Among the rules, from 0. */
  readonly index: number;
  readonly id: string;
  /** The first and last line, from 1. */
  readonly line: number;
  readonly endLine: number;
  /** Null when the rule holds what only the text shows. */
  readonly fields: RuleFields | null;
  /** The comment above the rule, without its signs. Empty without one. */
  readonly note: string;
}

/** What a policy's text holds, as far as it can be read; forms start from it. */
export interface PolicyOutline {
  /** Whether nothing of the policy is enforced. */
  readonly observe: boolean;
  readonly unpriced: Unpriced;
  readonly rules: readonly OutlineRule[];
  readonly lists: { readonly [name: string]: readonly string[] };
  readonly approvers: { readonly [name: string]: ApproverFields };
  readonly prices: { readonly [operation: string]: PriceFields };
  /** Of the organization. Null when only the text shows them. */
  readonly limits: readonly LimitFields[] | null;
}

export type OutlinedPolicy =
  | { readonly ok: true; readonly outline: PolicyOutline }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

const response = z.strictObject({ respond: z.strictObject({ text: z.string() }) });
const limit = z.strictObject({
  id: z.string().exactOptional(),
  calls: z.number().exactOptional(),
  spend: z.string().exactOptional(),
  concurrency: z.number().exactOptional(),
  per: z.enum(["minute", "hour", "day", "week", "month", "total"]).exactOptional(),
  every: z.string().exactOptional(),
  scope: z.enum(["agent", "instance", "session", "organization", "person"]).exactOptional(),
});
const approval = z.strictObject({
  by: z.array(z.string()),
  quorum: z.number().exactOptional(),
  deny_quorum: z.number().exactOptional(),
  expires: z.string().exactOptional(),
  on_expire: response.exactOptional(),
  notify: z.array(z.string()).exactOptional(),
  run: z.enum(["on_approval", "on_claim"]).exactOptional(),
  separation: z.boolean().exactOptional(),
  distinct: z.boolean().exactOptional(),
  allow_edit: z.boolean().exactOptional(),
  break_glass: z.boolean().exactOptional(),
  grant: z.strictObject({ vary: z.array(z.string()) }).exactOptional(),
  escalate: z.strictObject({ after: z.string(), to: z.array(z.string()) }).exactOptional(),
  remind: z.strictObject({ every: z.string(), times: z.number().exactOptional() }).exactOptional(),
  hours: z.strictObject({ within: z.string(), zone: z.string(), otherwise: z.array(z.string()) }).exactOptional(),
});
const redact = z.strictObject({
  arguments: z.array(z.string()).exactOptional(),
  result: z.array(z.string()).exactOptional(),
});
const unpriced = z.enum(["deny", "allow"]);
/** Unknown fields are passed over: an edit leaves them as they are. */
const rule = z.object({
  id: z.string(),
  was: z.string().exactOptional(),
  agents: z.array(z.string()).default([]),
  operations: z.array(z.string()).default([]),
  when: z.union([z.string(), z.boolean().transform(String)]).exactOptional(),
  effect: z.enum(["allow", "deny", "require_approval"]),
  limits: z.array(limit).exactOptional(),
  approval: approval.exactOptional(),
  message: z.string().exactOptional(),
  on_deny: response.exactOptional(),
  redact: redact.exactOptional(),
  label: z.union([z.string(), z.array(z.string())]).exactOptional(),
  labels_for: z.string().exactOptional(),
  observe: z.boolean().exactOptional(),
  unpriced: unpriced.exactOptional(),
});
const group = z.strictObject({
  members: z.array(z.string()),
  notify: z.array(z.string()).exactOptional(),
  email_links: z.boolean().exactOptional(),
});
const price = z.union([
  z.string(),
  z.strictObject({ cost: z.string(), at_most: z.string(), so_far: z.string().exactOptional() }),
]);

/** Reads what forms show of a policy's text. It need not be valid, but it must be YAML. */
export function outlinePolicy(source: string): OutlinedPolicy {
  const read = readYaml(source);
  if (!read.ok) return read;
  const root = read.value;
  const limits = z.array(limit).safeParse(valueAt(root, ["limits"]) ?? []);
  return {
    ok: true,
    outline: {
      observe: valueAt(root, ["observe"]) === true,
      unpriced: valueAt(root, ["unpriced"]) === "allow" ? "allow" : "deny",
      rules: outlineRules(parseTree(source), valueAt(root, ["rules"])),
      lists: readable(valueAt(root, ["lists"]), z.array(z.string())),
      approvers: readable(valueAt(root, ["approvers"]), group),
      prices: readable(valueAt(root, ["prices"]), price),
      limits: limits.success ? limits.data : null,
    },
  };
}

function readable<T>(section: YamlValue | undefined, schema: z.ZodType<T>): { [name: string]: T } {
  const found: { [name: string]: T } = {};
  for (const [name, value] of Object.entries(isMapping(section) ? section : {})) {
    const parsed = schema.safeParse(value);
    if (parsed.success) found[name] = parsed.data;
  }
  return found;
}

function outlineRules(tree: SourceTree, values: YamlValue | undefined): OutlineRule[] {
  const node = nodeAt(tree, ["rules"]);
  if (!isCollection(node) || isMap(node) || !Array.isArray(values)) return [];
  const entries = entriesOf(tree, node);
  const lineOf = lineCounter(tree.text);
  return entries.map((entry, index) => {
    const value = values[index] ?? null;
    const parsed = rule.safeParse(value);
    const id = valueAt(value, ["id"]);
    const region = regionOf(tree, entry, boundBefore(tree, entries, index));
    const above = tree.text.slice(Math.min(region.start, entry.start), entry.start).split("\n");
    return {
      index,
      id: typeof id === "string" ? id : "",
      line: lineOf(entry.start),
      endLine: lineOf(entry.end),
      fields: parsed.success ? parsed.data : null,
      note: above
        .map((line) => line.trim().replace(/^#+\s?/, ""))
        .join(" ")
        .trim(),
    };
  });
}

/** Gives the line of an offset; offsets come in ascending order. */
function lineCounter(text: string): (offset: number) => number {
  let line = 1;
  let at = 0;
  return (offset) => {
    for (; at < offset; at += 1) if (text[at] === "\n") line += 1;
    return line;
  };
}
