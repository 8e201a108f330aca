import { type Db, findOrganization } from "@countersign/db";
import { type PolicyContext, type PolicyProblem, parsePolicy, validatePolicy } from "@countersign/policy";
import { readPolicyContext } from "./policy-context.ts";

/** Everything that is wrong with a text against a context: errors keep it from being published, warnings don't. */
export function problemsOf(source: string, context: PolicyContext): readonly PolicyProblem[] {
  const parsed = parsePolicy(source);
  return parsed.ok ? validatePolicy(parsed.document, context) : parsed.problems;
}

/** True when a problem keeps the policy from being published. */
export function isError(problem: PolicyProblem): boolean {
  return problem.severity === "error";
}

/** Checks a draft against the organization as it is. Throws when the organization doesn't exist. */
export async function validateDraft(
  deps: { readonly db: Db },
  input: { readonly organizationId: string; readonly source: string },
): Promise<{ readonly isPublishable: boolean; readonly problems: readonly PolicyProblem[] }> {
  const context = await deps.db.tenant(input.organizationId, async (scope) => {
    const organization = await findOrganization(scope);
    if (!organization) throw new Error("the organization whose policy is checked doesn't exist");
    return readPolicyContext(scope, organization);
  });
  const problems = problemsOf(input.source, context);
  return { isPublishable: !problems.some(isError), problems };
}
