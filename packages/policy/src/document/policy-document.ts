import type { JsonObject, Role } from "@countersign/core";
import type { Positions } from "./yaml-tree.ts";

export type Effect = "allow" | "deny" | "require_approval";
export type LimitKind = "calls" | "spend" | "concurrency";
export type LimitScope = "agent" | "instance" | "session" | "organization" | "person";
export type LimitPeriod = "minute" | "hour" | "day" | "week" | "month" | "total";
export type OperationClass = "read" | "write" | "destructive" | "external";

/** A bound as written. `max` counts calls, calls at once, or micro-USD. */
export interface LimitClause {
  readonly id: string | null;
  readonly kind: LimitKind;
  readonly max: bigint;
  /** Calendar window; null for `every` and for concurrency. */
  readonly per: LimitPeriod | null;
  /** Smooth rate: `max` calls in each such span, evenly. */
  readonly everyMs: number | null;
  readonly scope: LimitScope;
}

/** How long a label stays on a session when its rule doesn't say. */
export const DEFAULT_LABELS_FOR_MS = 24 * 3_600_000;

/**
 * What a call costs, in micro-USD. `cost` computes the actual from the result; `atMostMicros` is reserved before; `soFar`
 * computes what it has cost while it runs, null where that can't be told.
 */
export type PriceClause =
  | { readonly kind: "fixed"; readonly micros: bigint }
  | { readonly kind: "computed"; readonly cost: string; readonly atMostMicros: bigint; readonly soFar: string | null };

/** A configured answer that the agent gets in place of an error. */
export interface ConfiguredResponse {
  readonly text: string;
}

export interface ApproverGroup {
  /** E-mail addresses and `role:x`. */
  readonly members: readonly string[];
  readonly notify: readonly string[];
  /** Whether members may decide by a mailed link, without signing in. */
  readonly emailLinks: boolean;
}

export interface ApprovalClause {
  /** Group names, e-mail addresses and `role:x`. */
  readonly by: readonly string[];
  readonly quorum: number;
  readonly denyQuorum: number;
  readonly expiresMs: number;
  readonly onExpire: ConfiguredResponse | null;
  readonly notify: readonly string[];
  readonly run: "on_approval" | "on_claim" | null;
  /** Null: on when another eligible approver exists. */
  readonly separation: boolean | null;
  readonly distinct: boolean;
  readonly allowEdit: boolean;
  /** Whether two owners together may let the call through in the approvers' place. */
  readonly breakGlass: boolean;
  /** What a grant for further calls may leave open; null where the rule says nothing, and then nothing may vary. */
  readonly grant: GrantClause | null;
  readonly escalate: EscalateClause | null;
  readonly remind: RemindClause | null;
  readonly hours: HoursClause | null;
}

/** Arguments (dotted paths) that may differ in calls that a grant lets through. */
export interface GrantClause {
  readonly vary: readonly string[];
}

/** Who is asked too when nobody has decided after a while. */
export interface EscalateClause {
  readonly afterMs: number;
  /** Group names, e-mail addresses and `role:x`. */
  readonly to: readonly string[];
}

/** How often whoever is asked is told again while nobody has decided. */
export interface RemindClause {
  readonly everyMs: number;
  readonly times: number;
}

/** When `by` is asked, and who is asked at other times. */
export interface HoursClause {
  /** `Mon-Fri 09:00-18:00`, as `within()` takes it. */
  readonly within: string;
  /** Of the tz database. */
  readonly zone: string;
  /** Group names, e-mail addresses and `role:x`. */
  readonly otherwise: readonly string[];
}

/** What detectors take out of the arguments before they leave, and out of the result before it returns. */
export interface RedactClause {
  readonly arguments: readonly string[];
  readonly result: readonly string[];
}

/** What becomes of a call without a price where a limit on spending applies. */
export type Unpriced = "deny" | "allow";

export interface RuleClause {
  readonly id: string;
  /** The id it had before, so that its counters go on. */
  readonly was: string | null;
  readonly agents: readonly string[];
  readonly operations: readonly string[];
  /** CEL; null is true. */
  readonly when: string | null;
  readonly effect: Effect;
  readonly limits: readonly LimitClause[];
  readonly approval: ApprovalClause | null;
  readonly message: string | null;
  readonly onDeny: ConfiguredResponse | null;
  readonly redact: RedactClause | null;
  /** Labels that a call it lets through puts on its session. */
  readonly labels: readonly string[];
  /** How long the labels stay, in ms; null is `DEFAULT_LABELS_FOR_MS`. */
  readonly labelsForMs: number | null;
  /** It is only noted what the rule would have done. */
  readonly observe: boolean;
  /** Null: as the document says. */
  readonly unpriced: Unpriced | null;
}

export interface TestClause {
  readonly as: string;
  readonly call: string;
  readonly with: JsonObject;
  readonly expect: Effect;
  /** Labels of the session; the tested session has none unless written. */
  readonly labels: readonly string[];
  readonly person: string | null;
  /** UTC ms. */
  readonly nowMs: number | null;
}

/** A policy as written, checked for shape but not yet against an organization. */
export interface PolicyDocument {
  readonly version: 1;
  /** Nothing of the policy is enforced; what it would have done is noted. */
  readonly observe: boolean;
  readonly unpriced: Unpriced;
  readonly lists: { readonly [name: string]: readonly string[] };
  readonly approvers: { readonly [name: string]: ApproverGroup };
  readonly prices: { readonly [operation: string]: PriceClause };
  readonly limits: readonly LimitClause[];
  readonly rules: readonly RuleClause[];
  readonly tests: readonly TestClause[];
  readonly positions: Positions;
}

/** A member of `by` or of a group, told apart. */
export type ApproverName =
  | { readonly kind: "role"; readonly role: Role }
  | { readonly kind: "email"; readonly email: string }
  | { readonly kind: "group"; readonly group: string };
