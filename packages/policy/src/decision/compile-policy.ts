import { splitOperation } from "@countersign/core";
import { ruleRequirement } from "../approvals/requirement.ts";
import { type CelType, DYN, joinMaps } from "../conditions/cel-type.ts";
import { type CompiledCondition, compileCondition } from "../conditions/compile-condition.ts";
import { compileCost, compileCostSoFar } from "../conditions/compile-cost.ts";
import { argumentsType } from "../conditions/schema-type.ts";
import type { PolicyDocument, RuleClause } from "../document/policy-document.ts";
import { limitTemplate } from "../limits/limit-spec.ts";
import { nestLimits } from "../limits/nested-limits.ts";
import type { ContextOperation, PolicyContext } from "../policy-context.ts";
import { matchesOperation } from "../selection/patterns.ts";
import { buildRuleIndex } from "../selection/rule-index.ts";
import type { CompiledPolicy, CompiledRule, ReservedPrice } from "./compiled-policy.ts";
import { readsSession } from "./looks-at-session.ts";

/**
 * Compiles a document for an organization as it is now. Never fails: a rule whose condition no longer fits its
 * operations keeps selecting calls and fails closed. Compile again whenever agents or operations change.
 */
export function compilePolicy(document: PolicyDocument, context: PolicyContext): CompiledPolicy {
  const placed = document.rules
    .map((clause, place) => ({ clause, place }))
    .sort((a, b) => (a.clause.id < b.clause.id ? -1 : 1));
  const clauses = placed.map(({ clause }) => clause);
  const index = buildRuleIndex(clauses, context);
  const operations = new Map(context.operations.map((operation) => [operation.id, operation]));
  const conditionOf = conditionCompiler(document, context);
  const rules = placed.map(({ clause, place }): CompiledRule => {
    const uid = uidOf(clause, context);
    return {
      clause,
      place,
      uid,
      condition: conditionOf(clause),
      limits: clause.limits.map((limit) => limitTemplate(limit, { uid, id: clause.id })),
      requirement: ruleRequirement(clause, uid, document),
      ...tracesOf(clause),
    };
  });
  return {
    document,
    context,
    index,
    operations,
    rules,
    organizationLimits: document.limits.map((clause) => limitTemplate(clause, null)),
    defaultSchemas: new Map(
      context.connections.flatMap(({ name, defaultSchema }) => (defaultSchema ? [[name, defaultSchema] as const] : [])),
    ),
    nestedLimits: nestLimits(context),
    readsSession: document.rules.some(readsSession),
    prices: new Map(context.operations.flatMap((operation) => priceEntry(operation, document, context))),
  };
}

function tracesOf({ id, effect, when, observe }: RuleClause): Pick<CompiledRule, "whenSelected" | "whenNot"> {
  const why = when === null ? "it has no condition" : "its condition is true";
  const detail = observe ? `${why}; it is only observed` : why;
  return {
    whenSelected: { ruleId: id, effect, outcome: "selected", detail },
    whenNot: { ruleId: id, effect, outcome: "not_selected", detail: "its condition is false" },
  };
}

/** What a rule's counters and votes are kept under, whatever it is called now. */
function uidOf(clause: RuleClause, { ruleUids }: PolicyContext): string {
  const given = ruleUids && Object.hasOwn(ruleUids, clause.id) ? ruleUids[clause.id] : undefined;
  return given ?? clause.was ?? clause.id;
}

/** Rules with the same operations and text share one compiled condition, and with the same operations one type of `args`. */
function conditionCompiler(document: PolicyDocument, context: PolicyContext) {
  const types = new Map<string, CelType>();
  const compiled = new Map<string, CompiledCondition>();
  return (clause: RuleClause): CompiledRule["condition"] => {
    const { when } = clause;
    if (when === null) return null;
    let own: CompiledCondition | null = null;
    return () => {
      if (own) return own;
      const selector = [...clause.operations].sort().join(" ");
      const key = `${selector}\n${when}`;
      const type = types.get(selector) ?? typeOfAll(clause.operations, context.operations);
      types.set(selector, type);
      own = compiled.get(key) ?? compileCondition(when, { argumentsType: type, lists: document.lists });
      compiled.set(key, own);
      return own;
    };
  };
}

/** Arguments of all operations that some pattern names, seen as one. A rule without operations isn't held to any. */
function typeOfAll(patterns: readonly string[], operations: readonly ContextOperation[]): CelType {
  const selected = operations.filter((operation) => patterns.some((pattern) => matchesOperation(pattern, operation)));
  if (selected.length === 0) return DYN;
  return joinMaps(selected.map((operation) => argumentsType(operation.inputSchema)));
}

/** The document's price goes before the operation's own, and that before its connection's. */
function priceEntry(
  operation: ContextOperation,
  document: PolicyDocument,
  context: PolicyContext,
): (readonly [string, ReservedPrice])[] {
  const clause = Object.hasOwn(document.prices, operation.id) ? document.prices[operation.id] : undefined;
  if (clause?.kind === "fixed") return [[operation.id, { micros: clause.micros, isBound: false }]];
  if (clause) {
    const scope = { argumentsType: argumentsType(operation.inputSchema), lists: document.lists };
    const { outputSchema } = operation;
    const cost = compileCost(clause.cost, {
      ...scope,
      ...(outputSchema !== undefined && { resultType: argumentsType(outputSchema) }),
    });
    const costSoFar = clause.soFar === null ? null : compileCostSoFar(clause.soFar, scope);
    const price = { micros: clause.atMostMicros, isBound: true, cost, ...(costSoFar && { costSoFar }) };
    return [[operation.id, price]];
  }
  if (operation.priceMicros !== null) return [[operation.id, { micros: operation.priceMicros, isBound: false }]];
  const connection = context.connections.find((candidate) => candidate.name === operation.connection);
  const name = splitOperation(operation.id)?.operation ?? "";
  const own = connection?.prices && Object.hasOwn(connection.prices, name) ? connection.prices[name] : undefined;
  return own === undefined ? [] : [[operation.id, { micros: own, isBound: false }]];
}
