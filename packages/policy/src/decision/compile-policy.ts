import { splitOperation } from "@countersign/core";
import { ruleRequirement } from "../approvals/requirement.ts";
import { type CelType, DYN, joinMaps } from "../conditions/cel-type.ts";
import { type CompiledCondition, compileCondition } from "../conditions/compile-condition.ts";
import { argumentsType } from "../conditions/schema-type.ts";
import type { PolicyDocument, RuleClause } from "../document/policy-document.ts";
import { limitTemplate } from "../limits/limit-spec.ts";
import type { ContextOperation, PolicyContext } from "../policy-context.ts";
import { buildRuleIndex, type RuleIndex } from "../selection/rule-index.ts";
import type { CompiledPolicy, CompiledRule, ReservedPrice } from "./compiled-policy.ts";

/**
 * Compiles a document for an organization as it is now. Never fails: a rule whose condition no longer fits its
 * operations keeps selecting calls and fails closed. Compile again whenever agents or operations change.
 */
export function compilePolicy(document: PolicyDocument, context: PolicyContext): CompiledPolicy {
  const index = buildRuleIndex(document.rules, context);
  const operations = new Map(context.operations.map((operation) => [operation.id, operation]));
  const conditions = conditionCompiler(document, context, index);
  return {
    document,
    context,
    index,
    operations,
    rules: document.rules.map((clause, place) => compileRule(clause, conditions(clause, place), document, context)),
    organizationLimits: document.limits.map((clause) => limitTemplate(clause, null)),
    prices: new Map(context.operations.flatMap((operation) => priceEntry(operation, document, context))),
  };
}

function compileRule(
  clause: RuleClause,
  condition: CompiledCondition | null,
  document: PolicyDocument,
  context: PolicyContext,
): CompiledRule {
  const uid = context.ruleUids?.[clause.id] ?? clause.was ?? clause.id;
  return {
    clause,
    uid,
    condition,
    limits: clause.limits.map((limit) => limitTemplate(limit, { uid, id: clause.id })),
    requirement: ruleRequirement(clause, uid, document),
  };
}

/** Rules with the same operations and text share one compiled condition. */
function conditionCompiler(document: PolicyDocument, context: PolicyContext, index: RuleIndex) {
  const selected: ContextOperation[][] = document.rules.map(() => []);
  for (const operation of context.operations) {
    for (const place of index.forOperation(operation.id)) selected[place]?.push(operation);
  }
  const typeOfOperation = new Map(
    context.operations.map((operation) => [operation.id, argumentsType(operation.inputSchema)]),
  );
  const types = new Map<string, CelType>();
  const compiled = new Map<string, CompiledCondition>();
  return (clause: RuleClause, place: number): CompiledCondition | null => {
    if (clause.when === null) return null;
    const selector = [...clause.operations].sort().join(" ");
    const key = `${selector}\n${clause.when}`;
    const known = compiled.get(key);
    if (known) return known;
    const maps = (selected[place] ?? []).flatMap((operation) => typeOfOperation.get(operation.id) ?? []);
    const type = types.get(selector) ?? (maps.length > 0 ? joinMaps(maps) : DYN);
    types.set(selector, type);
    const condition = compileCondition(clause.when, { argumentsType: type, lists: document.lists });
    compiled.set(key, condition);
    return condition;
  };
}

/** The document's price goes before the operation's own, and that before its connection's. */
function priceEntry(
  operation: ContextOperation,
  document: PolicyDocument,
  context: PolicyContext,
): (readonly [string, ReservedPrice])[] {
  const clause = Object.hasOwn(document.prices, operation.id) ? document.prices[operation.id] : undefined;
  if (clause?.kind === "fixed") return [[operation.id, { micros: clause.micros, isBound: false }]];
  if (clause) return [[operation.id, { micros: clause.atMostMicros, isBound: true }]];
  if (operation.priceMicros !== null) return [[operation.id, { micros: operation.priceMicros, isBound: false }]];
  const connection = context.connections.find((candidate) => candidate.name === operation.connection);
  const name = splitOperation(operation.id)?.operation ?? "";
  const own = connection?.prices && Object.hasOwn(connection.prices, name) ? connection.prices[name] : undefined;
  return own === undefined ? [] : [[operation.id, { micros: own, isBound: false }]];
}
