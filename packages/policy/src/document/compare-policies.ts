import type { PolicyDocument } from "./policy-document.ts";

/** What differs between two policies, in ids that people know. */
export interface PolicyChanges {
  /** Ids of rules, sorted. A rule renamed by `was` counts as changed, under its new id. */
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  /** Parts other than `rules` that differ: observe, unpriced, lists, approvers, prices, limits, tests. */
  readonly sections: readonly string[];
}

const SECTIONS = ["observe", "unpriced", "lists", "approvers", "prices", "limits", "tests"] as const;

/** Compares what two policies mean; comments, layout and the order of rules make no difference. Null stands for none. */
export function comparePolicies(before: PolicyDocument | null, after: PolicyDocument | null): PolicyChanges {
  const old = new Map((before?.rules ?? []).map((rule) => [rule.id, rule]));
  const now = new Map((after?.rules ?? []).map((rule) => [rule.id, rule]));
  const added: string[] = [];
  const changed: string[] = [];
  const kept = new Set<string>();
  for (const rule of now.values()) {
    const former = old.get(rule.id) ?? (rule.was === null ? undefined : old.get(rule.was));
    if (!former) added.push(rule.id);
    else if (textOf(former) !== textOf(rule)) changed.push(rule.id);
    if (former) kept.add(former.id);
  }
  return {
    added: added.sort(),
    changed: changed.sort(),
    removed: [...old.keys()].filter((id) => !kept.has(id)).sort(),
    sections: SECTIONS.filter((name) => textOf(sectionOf(before, name)) !== textOf(sectionOf(after, name))),
  };
}

/** A section as it stands; what nobody would write, because it is so anyway, is none. */
function sectionOf(document: PolicyDocument | null, name: (typeof SECTIONS)[number]): unknown {
  const value = document?.[name] ?? null;
  return value === false || value === "deny" ? null : value;
}

/** Text that is the same exactly when the meaning is: absent and empty are one, and so are orders of keys. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner === "bigint") return inner.toString();
    if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return inner;
    const entries = Object.entries(inner);
    return entries.length === 0 ? null : Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  }).replace(/^\[\]$/, "null");
}
