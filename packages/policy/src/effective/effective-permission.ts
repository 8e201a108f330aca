import type { RuleRequirement } from "../approvals/requirement.ts";
import type { ReservedPrice } from "../decision/compiled-policy.ts";
import type { Effect, LimitKind, LimitScope, OperationClass } from "../document/policy-document.ts";
import type { LimitOwner, LimitWindow } from "../limits/limit-spec.ts";

/**
 * Whether a rule's condition holds for the calls in question: for all of them, for some by what isn't known before the
 * call (arguments, session, person, time), or it can never be evaluated and counts the stricter way each time.
 */
export type Holds = "always" | "sometimes" | "fails";

/** A rule that has a say in what becomes of such calls. Rules that never hold are left out. */
export interface EffectiveRule {
  readonly ruleId: string;
  readonly effect: Effect;
  readonly holds: Holds;
  /** The condition as written; null where there is none. */
  readonly when: string | null;
  /** Who must approve, for a rule that asks. */
  readonly requirement: RuleRequirement | null;
}

/** A limit that counts such calls, or some of them. */
export interface EffectiveLimit {
  /** Null for a limit of the organization, or of an agent or connection itself. */
  readonly ruleId: string | null;
  /** The agent or connection whose own limit it is. */
  readonly owner: LimitOwner | null;
  readonly limitId: string | null;
  readonly kind: LimitKind;
  readonly scope: LimitScope;
  readonly window: LimitWindow;
  /** Calls, calls at once, or micro-USD. */
  readonly max: bigint;
  readonly holds: Holds;
}

/**
 * - `allowed`: every call is, whatever its arguments;
 * - `allowed_when`: some calls are; the rules say when, and when a person is asked or it is denied;
 * - `needs_approval`: no call runs without a person's consent;
 * - `denied`: no call gets through.
 */
export type EffectiveOutcome = "allowed" | "allowed_when" | "needs_approval" | "denied";

/** Why every call is denied: a rule says so, none allows it, or it has no price and spending is bounded. */
export type DeniedBy = "rule" | "default" | "price";

/** What becomes of an agent's calls of one operation, before any of them is made. */
export interface EffectivePermission {
  /** `connection.operation`. */
  readonly operation: string;
  readonly connection: string;
  readonly class: OperationClass;
  readonly outcome: EffectiveOutcome;
  /** Null unless the outcome is `denied`. */
  readonly deniedBy: DeniedBy | null;
  /** By id. For a denial by rule only the rules that deny. */
  readonly rules: readonly EffectiveRule[];
  /** Empty for a denial. */
  readonly limits: readonly EffectiveLimit[];
  /** Null when nobody said what a call costs. */
  readonly price: ReservedPrice | null;
}

/** Whose calls: an agent's, or those of one of its instances. */
export interface EffectiveSubject {
  readonly agent: { readonly id: string; readonly name: string; readonly tags: readonly string[] };
  /** Null: of any instance. */
  readonly instance: { readonly id: string; readonly name: string; readonly proved: boolean } | null;
}
