import { type JsonObject, splitOperation } from "@countersign/core";
import {
  type CompiledPolicy,
  compilePolicy,
  type Decision,
  decide,
  type Effect,
  type OperationClass,
  type PolicyCall,
  type PolicyContext,
  type PolicyDocument,
} from "@countersign/policy";

/** An operation as far as whoever asks knows it. */
export interface KnownOperation {
  /** `connection.operation`. */
  readonly id: string;
  /** JSON Schema of the arguments; null where nobody said. */
  readonly inputSchema: JsonObject | null;
  /** Null where nobody said. */
  readonly class: OperationClass | null;
  /** The schema that unqualified tables are in, for operations that take SQL. */
  readonly defaultSchema: string | null;
}

/** Distinct operations that are kept compiled; more than these are compiled again. */
const MOST_KEPT = 500;
const CLASSES: readonly OperationClass[] = ["read", "write", "destructive", "external"];
const STRICTNESS: { readonly [E in Effect]: number } = { deny: 2, require_approval: 1, allow: 0 };

/** Of two alike, an allow by fewer rules and a refusal by more: what only some classes would select isn't counted on. */
function isStricter(a: Decision, b: Decision): boolean {
  const by = STRICTNESS[a.decision] - STRICTNESS[b.decision];
  if (by !== 0) return by > 0;
  return a.decision === "allow" ? a.rules.length < b.rules.length : a.rules.length > b.rules.length;
}

/**
 * Decides calls by a document alone, or within an organization. The policy is compiled once for each distinct
 * operation. Where an operation's class isn't known, the call is decided as each class and the strictest decision
 * holds: `class:` then selects for every deny, and for no allow.
 */
export class Decider {
  private readonly document: PolicyDocument;
  private readonly organization: PolicyContext | null;
  private readonly selectsByClass: boolean;
  /** Some condition may look at the class, so that the same rules may decide otherwise. */
  private readonly asksForClass: boolean;
  private readonly compiled = new Map<string, readonly CompiledPolicy[]>();

  constructor(document: PolicyDocument, organization: PolicyContext | null) {
    this.document = document;
    this.organization = organization;
    this.selectsByClass = document.rules.some(({ operations }) =>
      operations.some((pattern) => pattern.startsWith("class:")),
    );
    this.asksForClass = document.rules.some(({ when }) => when !== null && /\bclass\b/.test(when));
  }

  decide(operation: KnownOperation, call: PolicyCall): Decision {
    const decisions = this.policiesFor(operation).map((policy) => decide(policy, call));
    return decisions.reduce((strictest, other) => (isStricter(other, strictest) ? other : strictest));
  }

  /** Tags of an agent that the organization knows. */
  tagsOf(agent: string): readonly string[] {
    return this.organization?.agents.find(({ name }) => name === agent)?.tags ?? [];
  }

  /** What the organization says of an operation, where whoever asks said nothing. */
  completed(operation: KnownOperation): KnownOperation {
    const known = this.organization?.operations.find(({ id }) => id === operation.id);
    if (!known) return operation;
    const connection = this.organization?.connections.find(({ name }) => name === known.connection);
    return {
      id: operation.id,
      inputSchema: operation.inputSchema ?? known.inputSchema,
      class: operation.class ?? known.class,
      defaultSchema: operation.defaultSchema ?? connection?.defaultSchema ?? null,
    };
  }

  private policiesFor(operation: KnownOperation): readonly CompiledPolicy[] {
    const key = JSON.stringify([operation.id, operation.inputSchema, operation.class, operation.defaultSchema]);
    const kept = this.compiled.get(key);
    if (kept) return kept;
    const policies = this.classesOf(operation).map((one) =>
      compilePolicy(this.document, this.contextFor(operation, one)),
    );
    const distinct = this.asksForClass ? policies : distinctBySelection(policies, operation.id);
    if (this.compiled.size >= MOST_KEPT) this.compiled.clear();
    this.compiled.set(key, distinct);
    return distinct;
  }

  /** The classes it may have, as far as the document makes a difference between them. */
  private classesOf({ class: known }: KnownOperation): readonly OperationClass[] {
    if (known !== null) return [known];
    return this.selectsByClass || this.asksForClass ? CLASSES : CLASSES.slice(0, 1);
  }

  /** The organization with this operation as it is described; agents are told by name and tags alone. */
  private contextFor(operation: KnownOperation, kind: OperationClass): PolicyContext {
    const { id, inputSchema, defaultSchema } = operation;
    const connection = splitOperation(id)?.connection ?? id;
    const known = this.organization?.operations.find((one) => one.id === id);
    return {
      agents: [],
      connections: [{ name: connection, ...(defaultSchema === null ? {} : { defaultSchema }) }],
      operations: [
        { id, connection, class: kind, inputSchema: inputSchema ?? {}, priceMicros: known?.priceMicros ?? null },
      ],
      timeZone: this.organization?.timeZone ?? "UTC",
    };
  }
}

/** Without those in which the same rules select the operation. */
function distinctBySelection(policies: readonly CompiledPolicy[], operationId: string): readonly CompiledPolicy[] {
  const bySelection = new Map(policies.map((policy) => [policy.index.forOperation(operationId).join(), policy]));
  return [...bySelection.values()];
}
