import { canonicalJson } from "@countersign/core";
import type { LimitClause, LimitKind, LimitPeriod, LimitScope } from "../document/policy-document.ts";
import type { PolicyCall } from "../policy-call.ts";

export type LimitWindow =
  | { readonly kind: "calendar"; readonly per: LimitPeriod }
  /** A smooth rate: `max` calls in each such span (GCRA). */
  | { readonly kind: "smooth"; readonly everyMs: number }
  /** Calls at the same moment. */
  | { readonly kind: "concurrent" };

/** One bound that admission must check and reserve for this call. */
export interface LimitSpec {
  /** Stable id of the rule it belongs to; null for a limit of the organization. */
  readonly ruleUid: string | null;
  /** What that rule is called now. */
  readonly ruleId: string | null;
  /** The agent or connection whose own limit it is; null for a limit of a rule or the organization. */
  readonly owner: LimitOwner | null;
  /** The limit's own id, where it has one. */
  readonly limitId: string | null;
  readonly kind: LimitKind;
  readonly scope: LimitScope;
  /** The agent, instance, session or person whose count it is; empty for the organization. */
  readonly scopeId: string;
  readonly window: LimitWindow;
  /** Calls, calls at once, or micro-USD. */
  readonly max: bigint;
  /** Canonical text of what makes it this limit (owner, kind, scope, window): the key of its counter is a hash of it. */
  readonly identity: string;
}

/** An agent or connection with limits of its own. */
export interface LimitOwner {
  readonly kind: "agent" | "connection";
  readonly id: string;
  readonly name: string;
}

/** A limit as compiled: all but whose count it is. */
export interface LimitTemplate {
  readonly ruleUid: string | null;
  readonly ruleId: string | null;
  readonly owner: LimitOwner | null;
  readonly clause: LimitClause;
  readonly window: LimitWindow;
}

/** Prepares a document's limit. Changing its number changes nothing about its identity, so its count goes on. */
export function limitTemplate(
  clause: LimitClause,
  rule: { readonly uid: string; readonly id: string } | null,
): LimitTemplate {
  return { ruleUid: rule?.uid ?? null, ruleId: rule?.id ?? null, owner: null, clause, window: windowOf(clause) };
}

/** Prepares a limit that an agent or a connection has of its own. */
export function ownLimitTemplate(clause: LimitClause, owner: LimitOwner): LimitTemplate {
  return { ruleUid: null, ruleId: null, owner, clause, window: windowOf(clause) };
}

function windowOf(clause: LimitClause): LimitWindow {
  if (clause.per !== null) return { kind: "calendar", per: clause.per };
  if (clause.everyMs !== null) return { kind: "smooth", everyMs: clause.everyMs };
  return { kind: "concurrent" };
}

/** The limit for one call. */
export function limitFor(template: LimitTemplate, call: PolicyCall): LimitSpec {
  const { clause, ruleUid, ruleId, owner, window } = template;
  const scopeId = scopeIdOf(clause.scope, call);
  const windowName = window.kind === "calendar" ? window.per : window.kind;
  return {
    ruleUid,
    ruleId,
    owner,
    limitId: clause.id,
    kind: clause.kind,
    scope: clause.scope,
    scopeId,
    window,
    max: clause.max,
    identity: canonicalJson([...ownerOf(template), clause.id, clause.kind, clause.scope, scopeId, windowName]),
  };
}

function ownerOf({ ruleUid, owner }: LimitTemplate): readonly string[] {
  if (owner !== null) return [owner.kind, owner.id];
  return ruleUid === null ? ["organization"] : ["rule", ruleUid];
}

/** Calls that act for nobody share one count, so that leaving the person out never escapes a limit. */
function scopeIdOf(scope: LimitScope, call: PolicyCall): string {
  const person = call.person ?? "";
  const ids: { readonly [S in LimitScope]: string } = {
    agent: call.agent.id,
    instance: call.instance.id,
    session: canonicalJson([call.instance.id, person]),
    organization: "",
    person,
  };
  return ids[scope];
}
