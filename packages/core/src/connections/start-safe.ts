import { operationId } from "../names.ts";
import { type OperationClass, suggestedEffect } from "./operation-class.ts";

/** A rule as the policy document writes it, of the shapes that starting safe needs. */
export interface SafeRule {
  readonly id: string;
  readonly agents: readonly string[];
  readonly operations: readonly string[];
  readonly effect: "allow" | "require_approval";
  readonly approval?: { readonly by: readonly string[]; readonly expires: string };
}

export interface SafeStart {
  readonly connection: string;
  /** Names, globs or tags, as rules have them. */
  readonly agents: readonly string[];
  readonly operations: readonly { readonly name: string; readonly class: OperationClass }[];
}

/** Who is asked, and for how long, until somebody says otherwise. */
const APPROVAL = { by: ["role:owner", "role:admin"], expires: "30m" } as const;

/**
 * The rules to begin with: reads are allowed, everything else asks. At most two, with the operations by name, so that
 * none that comes later is covered unseen.
 */
export function startSafeRules({ connection, agents, operations }: SafeStart): SafeRule[] {
  const named = (effect: "allow" | "require_approval") =>
    operations
      // A star in a name would be a glob in the rule, and cover more than the operation.
      .filter(({ name, class: kind }) => suggestedEffect(kind) === effect && !name.includes("*"))
      .map((operation) => operationId(connection, operation.name));
  const reads = named("allow");
  const others = named("require_approval");
  const rules: SafeRule[] = [];
  if (reads.length > 0) rules.push({ id: `${connection}-reads`, agents, operations: reads, effect: "allow" });
  if (others.length > 0) {
    const id = `${connection}-asks`;
    rules.push({ id, agents, operations: others, effect: "require_approval", approval: APPROVAL });
  }
  return rules;
}
