import { newId, refusal } from "@countersign/contracts";
import {
  endPolicyDraft,
  findPolicyVersion,
  insertPolicyVersion,
  type OrganizationRow,
  type TenantScope,
} from "@countersign/db";
import { comparePolicies, type PolicyChanges, type PolicyProblem, parsePolicy } from "@countersign/policy";
import {
  type Act,
  type ConfigurationChange,
  type ConfigurationDeps,
  changeConfiguration,
  type Worked,
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
  readonly changes: PolicyChanges;
}

/**
 * Publishes a policy as the next version and ends its author's draft. Refuses what has errors, and what wasn't made from
 * the newest version.
 */
export async function publishPolicy(
  deps: ConfigurationDeps,
  input: Publication,
): Promise<ChangeOutcome<PublishedPolicy>> {
  return changeConfiguration<PublishedPolicy>(deps, input, (scope, organization) =>
    publishNext(scope, organization, { ...input, restoredFrom: null }),
  );
}

/** Publishes inside a change of configuration. `restoredFrom`: the version whose text it is, if it is an old one's. */
export async function publishNext(
  scope: TenantScope,
  organization: OrganizationRow,
  input: Publication & { readonly restoredFrom: number | null },
): Promise<Worked<PublishedPolicy>> {
  if (organization.policyVersion !== input.baseVersion) return conflict(organization, input.baseVersion);
  const problems = problemsOf(input.source, await readPolicyContext(scope, organization));
  if (problems.some(isError)) return invalid(problems);
  const changes = comparePolicies(await documentInUse(scope, organization), documentOf(input.source));
  const policyVersion = organization.policyVersion + 1;
  await insertPolicyVersion(scope, {
    id: newId("policyVersion"),
    version: policyVersion,
    source: input.source,
    message: input.message,
    publishedBy: input.actor.kind === "user" ? input.actor.id : null,
    publishedByName: input.actor.name,
    rulesAdded: changes.added.length,
    rulesChanged: changes.changed.length,
    rulesRemoved: changes.removed.length,
    restoredFrom: input.restoredFrom,
  });
  // Restoring publishes no draft: its author may have one under way.
  if (input.restoredFrom === null && input.actor.id !== null) await endPolicyDraft(scope, input.actor.id);
  return { ok: true, value: { policyVersion, warnings: problems, changes }, act: actOf(input, policyVersion, changes) };
}

/** How many ids of each kind an audit record names; the counts are always whole. */
const MOST_NAMED = 50;

function actOf(
  input: Publication & { readonly restoredFrom: number | null },
  policyVersion: number,
  changes: PolicyChanges,
): Act {
  const named = (ids: readonly string[]) => ({ count: ids.length, ids: ids.slice(0, MOST_NAMED) });
  return {
    kind: "policy",
    action: "policy.published",
    subject: { kind: "policy", id: String(policyVersion), name: `version ${policyVersion}` },
    detail: {
      policyVersion,
      message: input.message,
      before: { policyVersion: policyVersion - 1 },
      after: { policyVersion },
      ...(input.restoredFrom === null ? {} : { restoredFrom: input.restoredFrom }),
      changes: {
        added: named(changes.added),
        changed: named(changes.changed),
        removed: named(changes.removed),
        sections: [...changes.sections],
      },
    },
    summary: `policy version ${policyVersion} published: ${input.message}`.slice(0, 300),
  };
}

async function documentInUse(scope: TenantScope, { policyVersion }: OrganizationRow) {
  const inUse = policyVersion === 0 ? null : await findPolicyVersion(scope, policyVersion);
  return inUse ? documentOf(inUse.source) : null;
}

function documentOf(source: string) {
  const parsed = parsePolicy(source);
  return parsed.ok ? parsed.document : null;
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
