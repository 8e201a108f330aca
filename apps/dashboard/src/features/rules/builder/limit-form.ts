import type { LimitFields } from "@countersign/policy";

export type LimitKind = "calls" | "spend" | "concurrency";

const PERIODS = ["minute", "hour", "day", "week", "month", "total"] as const;

export function limitKind(limit: LimitFields): LimitKind {
  if (limit.spend !== undefined) return "spend";
  return limit.concurrency !== undefined ? "concurrency" : "calls";
}

/** What stands in the field; dollars without their sign. */
export function amountText(limit: LimitFields): string {
  if (limit.spend !== undefined) return limit.spend.replace(/^\$/, "");
  const count = limit.calls ?? limit.concurrency;
  return count === undefined || Number.isNaN(count) ? "" : String(count);
}

/** The limit with an amount as typed. What isn't a whole number of calls is NaN, which saving refuses. */
export function withAmount(limit: LimitFields, text: string): LimitFields {
  if (limitKind(limit) === "spend") return { ...limit, spend: `$${text.trim().replace(/^\$/, "")}` };
  const count = /^\d{1,9}$/.test(text.trim()) ? Number(text) : Number.NaN;
  return limitKind(limit) === "calls" ? { ...limit, calls: count } : { ...limit, concurrency: count };
}

/** The limit as one of another kind. */
export function withKind(limit: LimitFields, kind: LimitKind): LimitFields {
  const { calls, spend, concurrency, per, every, ...rest } = limit;
  const amount = amountText({ ...limit });
  if (kind === "concurrency") return withAmount({ ...rest, concurrency: 1 }, amount);
  if (kind === "spend") return withAmount({ ...rest, spend: "$", per: per ?? "day" }, amount);
  const window = every === undefined ? { per: per ?? "day" } : { every };
  return withAmount({ ...rest, calls: 1, ...window }, amount);
}

/** The id of the window's option: a period, or `every`. */
export function windowOf(limit: LimitFields): string {
  return limit.every === undefined ? (limit.per ?? "day") : "every";
}

export function withWindow(limit: LimitFields, window: string): LimitFields {
  const { per: _, every, ...rest } = limit;
  if (window === "every") return { ...rest, every: every ?? "60s" };
  return { ...rest, per: PERIODS.find((period) => period === window) ?? "day" };
}
