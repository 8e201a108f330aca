import { type Db, findOrganization } from "@countersign/db";
import {
  compilePolicy,
  type PolicyContext,
  type PolicyProblem,
  parsePolicy,
  runPolicyTests,
  validatePolicy,
} from "@countersign/policy";
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

/** What became of a document's own tests. */
export interface TestsVerdict {
  readonly passed: number;
  readonly failed: number;
}

export interface DraftVerdict {
  readonly isPublishable: boolean;
  readonly problems: readonly PolicyProblem[];
  /** Null while the text can't be read. */
  readonly tests: TestsVerdict | null;
}

/** Checks a draft against the organization as it is. Throws when the organization doesn't exist. */
export async function validateDraft(
  deps: { readonly db: Db },
  input: { readonly organizationId: string; readonly source: string },
): Promise<DraftVerdict> {
  const context = await deps.db.tenant(input.organizationId, async (scope) => {
    const organization = await findOrganization(scope);
    if (!organization) throw new Error("the organization whose policy is checked doesn't exist");
    return readPolicyContext(scope, organization);
  });
  const problems = problemsOf(input.source, context);
  return { isPublishable: !problems.some(isError), problems, tests: testsOf(input.source, context) };
}

function testsOf(source: string, context: PolicyContext): TestsVerdict | null {
  const parsed = parsePolicy(source);
  if (!parsed.ok) return null;
  const results = runPolicyTests(compilePolicy(parsed.document, context));
  const passed = results.filter((result) => result.passed).length;
  return { passed, failed: results.length - passed };
}
