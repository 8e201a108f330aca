import { canonicalJson, type JsonObject, splitOperation } from "@countersign/core";
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
  private readonly turnsOnClass: boolean;
  private readonly compiled = new Map<string, readonly CompiledPolicy[]>();

  constructor(document: PolicyDocument, organization: PolicyContext | null) {
    this.document = document;
    this.organization = organization;
    this.turnsOnClass = document.rules.some(
      ({ operations, when }) =>
        operations.some((pattern) => pattern.startsWith("class:")) || (when !== null && /\bclass\b/.test(when)),
    );
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
    const key = canonicalJson([operation.id, operation.inputSchema, operation.class, operation.defaultSchema]);
    const kept = this.compiled.get(key);
    if (kept) return kept;
    const classes = operation.class !== null ? [operation.class] : this.turnsOnClass ? CLASSES : CLASSES.slice(0, 1);
    const policies = classes.map((one) => compilePolicy(this.document, this.contextFor(operation, one)));
    if (this.compiled.size >= MOST_KEPT) this.compiled.clear();
    this.compiled.set(key, policies);
    return policies;
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
