import type { LimitFields } from "@countersign/policy";

const PER: { readonly [per: string]: string } = {
  minute: "a minute",
  hour: "an hour",
  day: "a day",
  week: "a week",
  month: "a month",
  total: "in total",
};

const SCOPES: { readonly [scope: string]: string } = {
  agent: "for each agent",
  instance: "for each instance",
  session: "in each session",
  organization: "for everybody together",
  person: "for each person acted for",
};

/** A limit as people say it: `50 calls a day`, `$5 a month for each instance`. */
export function limitInWords(limit: LimitFields, usualScope: "agent" | "organization" = "agent"): string {
  const scope = limit.scope === undefined || limit.scope === usualScope ? "" : ` ${SCOPES[limit.scope] ?? limit.scope}`;
  return `${amountInWords(limit)}${scope}`;
}

function amountInWords(limit: LimitFields): string {
  if (limit.concurrency !== undefined) return `${calls(limit.concurrency)} at once`;
  const window = limit.every === undefined ? (PER[limit.per ?? ""] ?? "") : `every ${limit.every}`;
  return `${limit.spend ?? calls(limit.calls ?? 0)} ${window}`.trim();
}

function calls(count: number): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? "call" : "calls"}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[], last = "and"): string {
  const [only = "", ...more] = words;
  if (more.length === 0) return only;
  return `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;
}
