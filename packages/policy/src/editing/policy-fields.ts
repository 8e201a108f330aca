import type { Effect, LimitPeriod, LimitScope, Unpriced } from "../document/policy-document.ts";

/** A limit as the document writes it: exactly one of `calls`, `spend` (`$5`) and `concurrency`. */
export interface LimitFields {
  readonly id?: string;
  readonly calls?: number;
  readonly spend?: string;
  readonly concurrency?: number;
  readonly per?: LimitPeriod;
  /** `90s`. */
  readonly every?: string;
  readonly scope?: LimitScope;
}

export interface ResponseFields {
  readonly respond: { readonly text: string };
}

export interface ApprovalFields {
  readonly by: readonly string[];
  readonly quorum?: number;
  readonly deny_quorum?: number;
  /** `30m`. */
  readonly expires?: string;
  readonly on_expire?: ResponseFields;
  readonly notify?: readonly string[];
  readonly run?: "on_approval" | "on_claim";
  readonly separation?: boolean;
  readonly distinct?: boolean;
  readonly allow_edit?: boolean;
  readonly break_glass?: boolean;
  readonly grant?: { readonly vary: readonly string[] };
  readonly escalate?: { readonly after: string; readonly to: readonly string[] };
  readonly remind?: { readonly every: string; readonly times?: number };
  readonly hours?: { readonly within: string; readonly zone: string; readonly otherwise: readonly string[] };
}

/** What is taken out, by names of detectors. */
export interface RedactFields {
  readonly arguments?: readonly string[];
  readonly result?: readonly string[];
}

/** A rule as the document writes it. */
export interface RuleFields {
  readonly id: string;
  readonly was?: string;
  readonly agents: readonly string[];
  readonly operations: readonly string[];
  /** CEL. */
  readonly when?: string;
  readonly effect: Effect;
  readonly limits?: readonly LimitFields[];
  readonly approval?: ApprovalFields;
  readonly message?: string;
  readonly on_deny?: ResponseFields;
  readonly redact?: RedactFields;
  readonly label?: string | readonly string[];
  /** `24h`. */
  readonly labels_for?: string;
  readonly observe?: boolean;
  readonly unpriced?: Unpriced;
}

export interface ApproverFields {
  readonly members: readonly string[];
  readonly notify?: readonly string[];
  readonly email_links?: boolean;
}

/** `$0.004`, or computed from the result with a bound that is reserved before. */
export type PriceFields = string | { readonly cost: string; readonly at_most: string; readonly so_far?: string };

export interface TestFields {
  readonly as: string;
  readonly call: string;
  readonly with?: { readonly [name: string]: unknown };
  readonly expect: Effect;
  readonly labels?: readonly string[];
  readonly person?: string;
  /** ISO 8601 with an offset. */
  readonly now?: string;
}

/** The order in which fields are written. */
export const RULE_KEYS = [
  "id",
  "was",
  "agents",
  "operations",
  "when",
  "effect",
  "limits",
  "approval",
  "message",
  "on_deny",
  "redact",
  "label",
  "labels_for",
  "observe",
  "unpriced",
] as const satisfies readonly (keyof RuleFields)[];
export const LIMIT_KEYS = [
  "id",
  "calls",
  "spend",
  "concurrency",
  "per",
  "every",
  "scope",
] as const satisfies readonly (keyof LimitFields)[];
export const APPROVAL_KEYS = [
  "by",
  "quorum",
  "deny_quorum",
  "expires",
  "on_expire",
  "notify",
  "run",
  "separation",
  "distinct",
  "allow_edit",
  "break_glass",
  "grant",
  "escalate",
  "remind",
  "hours",
] as const satisfies readonly (keyof ApprovalFields)[];
export const SECTION_KEYS = [
  "version",
  "observe",
  "unpriced",
  "lists",
  "approvers",
  "prices",
  "limits",
  "rules",
  "tests",
] as const;
