import { type Db, findOrganization, findPolicyVersion, listAgents, type TenantScope } from "@countersign/db";
import {
  compareEffective,
  compilePolicy,
  type EffectiveChange,
  type PolicyDocument,
  type PolicyProblem,
  parsePolicy,
} from "@countersign/policy";
import { type Outcome, unknownTarget } from "../configuration/outcome.ts";
import { readPolicyContext } from "./policy-context.ts";

/** Pairs of agent and operation that are compared; an organization with more sees the first agents' by name. */
const MOST_PAIRS = 50_000;
/** Changes that are told one by one. */
const MOST_TOLD = 500;

/** One of two policies: a text, a published version, or 0 for none at all. */
export type ComparedPolicy = { readonly source: string } | { readonly version: number };

export type ComparedEffects =
  | { readonly kind: "unreadable"; readonly problems: readonly PolicyProblem[] }
  | {
      readonly kind: "compared";
      readonly changes: readonly EffectiveChange[];
      /** How many there are, also of those that aren't told. */
      readonly total: number;
      /** False where there are so many agents and operations that only some were compared. */
      readonly isWhole: boolean;
    };

/** What changes for which agent between two policies, in the organization as it is now. */
export async function compareEffects(
  deps: { readonly db: Db },
  input: { readonly organizationId: string; readonly before: ComparedPolicy; readonly after: ComparedPolicy },
): Promise<Outcome<ComparedEffects>> {
  return deps.db.tenant(input.organizationId, async (scope): Promise<Outcome<ComparedEffects>> => {
    const organization = await findOrganization(scope);
    if (!organization) throw new Error("the organization whose policies are compared doesn't exist");
    const documents: PolicyDocument[] = [];
    for (const one of [input.before, input.after]) {
      const source = await sourceOf(scope, one);
      if (source === null) return unknownTarget("policy version");
      const parsed = parsePolicy(source);
      if (!parsed.ok) return { ok: true, value: { kind: "unreadable", problems: parsed.problems } };
      documents.push(parsed.document);
    }
    const context = await readPolicyContext(scope, organization);
    const agents = await listAgents(scope);
    const most = Math.max(1, Math.floor(MOST_PAIRS / Math.max(1, context.operations.length)));
    const subjects = agents
      .map(({ id, name, tags }) => ({ agent: { id, name, tags }, instance: null }))
      .sort((a, b) => (a.agent.name < b.agent.name ? -1 : 1))
      .slice(0, most);
    const [before, after] = documents.map((document) => compilePolicy(document, context));
    const changes = before && after ? compareEffective(before, after, subjects) : [];
    return {
      ok: true,
      value: {
        kind: "compared",
        changes: changes.slice(0, MOST_TOLD),
        total: changes.length,
        isWhole: subjects.length === agents.length,
      },
    };
  });
}

async function sourceOf(scope: TenantScope, policy: ComparedPolicy): Promise<string | null> {
  if ("source" in policy) return policy.source;
  if (policy.version === 0) return "version: 1\n";
  return (await findPolicyVersion(scope, policy.version))?.source ?? null;
}
