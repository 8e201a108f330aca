import { newId, refusal } from "@countersign/contracts";
import { insertPolicyVersion, type OrganizationRow, type TenantScope } from "@countersign/db";
import type { PolicyProblem } from "@countersign/policy";
import {
  type ConfigurationChange,
  type ConfigurationDeps,
  changeConfiguration,
} from "../configuration/change-configuration.ts";
import type { ChangeOutcome, Refused } from "../configuration/outcome.ts";
import { readPolicyContext } from "./policy-context.ts";
import { isError, problemsOf } from "./validate.ts";

export interface Publication extends ConfigurationChange {
  /** The YAML; published as it is, comments and all. */
  readonly source: string;
  /** What changed and why, in the author's words. */
  readonly message: string;
  /** The version the author started from; 0 for the first. */
  readonly baseVersion: number;
}

export interface PublishedPolicy {
  readonly policyVersion: number;
  readonly warnings: readonly PolicyProblem[];
}

/** Publishes a policy as the next version. Refuses what has errors, and what wasn't made from the newest version. */
export async function publishPolicy(
  deps: ConfigurationDeps,
  input: Publication,
): Promise<ChangeOutcome<PublishedPolicy>> {
  return changeConfiguration<PublishedPolicy>(deps, input, async (scope, organization) => {
    if (organization.policyVersion !== input.baseVersion) return conflict(organization, input.baseVersion);
    const problems = problemsOf(input.source, await readPolicyContext(scope, organization));
    if (problems.some(isError)) return invalid(problems);
    const policyVersion = organization.policyVersion + 1;
    await insertVersion(scope, input, policyVersion);
    return {
      ok: true,
      value: { policyVersion, warnings: problems },
      act: {
        kind: "policy",
        action: "policy.published",
        subject: { kind: "policy", id: String(policyVersion), name: `version ${policyVersion}` },
        detail: { policyVersion, message: input.message },
        summary: `policy version ${policyVersion} published: ${input.message}`.slice(0, 300),
      },
    };
  });
}

async function insertVersion(scope: TenantScope, input: Publication, version: number): Promise<void> {
  const { source, message, actor } = input;
  await insertPolicyVersion(scope, {
    id: newId("policyVersion"),
    version,
    source,
    message,
    publishedBy: actor.kind === "user" ? actor.id : null,
  });
}

function conflict(organization: OrganizationRow, baseVersion: number): Refused {
  const detail = `The policy is at version ${organization.policyVersion}; this change was made from version ${baseVersion}.`;
  return { ok: false, refusal: refusal("policy.version.conflict", detail) };
}

function invalid(problems: readonly PolicyProblem[]): Refused {
  const errors = problems.filter(isError);
  const [first] = errors;
  const detail = first ? `Line ${first.line}: ${first.message} ${first.fix}` : "The policy has errors.";
  return {
    ok: false,
    refusal: refusal("policy.document.invalid", detail, {
      problems: errors.map(({ path, line, message, fix }) => ({ path, line, message, fix })),
    }),
  };
}
