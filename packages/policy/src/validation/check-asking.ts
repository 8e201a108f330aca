import { mayBeDecidedByLink } from "@countersign/core";
import { type Approvers, type RuleRequirement, readApproverName } from "../approvals/requirement.ts";
import { argumentsType } from "../conditions/schema-type.ts";
import type { CompiledPolicy, CompiledRule } from "../decision/compiled-policy.ts";
import type { RuleClause } from "../document/policy-document.ts";
import type { ContextOperation } from "../policy-context.ts";
import { matchesOperation } from "../selection/patterns.ts";
import type { ProblemList } from "./problem-list.ts";

/** Approver groups that don't exist, quorums that the named people can't reach, and places to tell that don't exist. */
export function checkAsking(policy: CompiledPolicy, list: ProblemList): void {
  for (const [name, group] of Object.entries(policy.document.approvers)) {
    checkChannels(policy, { place: ["approvers", name], ...group }, list);
  }
  for (const rule of policy.rules) {
    const { place, clause, requirement } = rule;
    if (!clause.approval) continue;
    checkGroups(policy, { place, names: clause.approval.by, field: ["by"] }, list);
    checkGroups(policy, { place, names: clause.approval.escalate?.to ?? [], field: ["escalate", "to"] }, list);
    checkGroups(policy, { place, names: clause.approval.hours?.otherwise ?? [], field: ["hours", "otherwise"] }, list);
    checkChannels(policy, { place: ["rules", place, "approval"], notify: clause.approval.notify }, list);
    checkVarying(policy, rule, list);
    checkLinks(policy, rule, list);
    if (!requirement) continue;
    checkQuorum(requirement, { place: ["rules", place, "approval"], named: requirement.by }, list);
    const otherwise = requirement.hours?.otherwise;
    if (otherwise) checkQuorum(requirement, { place: ["rules", place, "approval", "hours"], named: otherwise }, list);
  }
}

interface Named {
  readonly place: readonly (string | number)[];
  readonly named: Approvers;
}

function checkQuorum({ quorum }: RuleRequirement, { place, named }: Named, list: ProblemList): void {
  const { emails, roles } = named;
  if (roles.length > 0 || emails.length === 0 || emails.length >= quorum) return;
  list.add(place, {
    severity: "error",
    code: "approval.quorum.unreachable",
    message: `${quorum} people must approve, but only ${emails.length} may.`,
    fix: "Name more people, or lower the quorum.",
  });
}

interface NamedGroups {
  readonly place: number;
  readonly names: readonly string[];
  readonly field: readonly string[];
}

function checkGroups({ document }: CompiledPolicy, { place, names, field }: NamedGroups, list: ProblemList): void {
  names.forEach((text, at) => {
    const name = readApproverName(text);
    if (name.kind !== "group" || Object.hasOwn(document.approvers, name.group)) return;
    list.add(["rules", place, "approval", ...field, at], {
      severity: "error",
      code: "approval.group.unknown",
      message: `There is no approver group called ${name.group}.`,
      fix: "Add it under approvers, or write role:admin or an e-mail address.",
    });
  });
}

interface Told {
  readonly place: readonly (string | number)[];
  readonly notify: readonly string[];
}

function checkChannels({ context }: CompiledPolicy, { place, notify }: Told, list: ProblemList): void {
  for (const [at, channel] of notify.entries()) {
    const colon = channel.indexOf(":");
    const [kind, name] = [channel.slice(0, colon), channel.slice(colon + 1)];
    if (kind === "webhook" && context.webhooks && !context.webhooks.includes(name)) {
      list.add([...place, "notify", at], {
        severity: "error",
        code: "approval.webhook.unknown",
        message: `There is no webhook called ${name}.`,
        fix: "Check the spelling, or add it under Settings, Webhooks.",
      });
    }
    if (kind === "slack" && context.slackChannels && !context.slackChannels.includes(name.replace(/^#/, ""))) {
      list.add([...place, "notify", at], {
        severity: "warning",
        code: "approval.slack.unreachable",
        message: `The app can't post to ${name} in Slack.`,
        fix: "Check the spelling, or invite the app to the channel if it is private.",
      });
    }
  }
}

/** What a grant leaves open must be an argument of every operation the rule asks about. */
function checkVarying(policy: CompiledPolicy, { place, clause }: CompiledRule, list: ProblemList): void {
  const selected = selectedBy(policy, clause);
  for (const [at, path] of (clause.approval?.grant?.vary ?? []).entries()) {
    const [name = ""] = path.split(".");
    const without = selected.find((operation) => {
      const type = argumentsType(operation.inputSchema);
      return !type.fields.has(name) && (type.fields.size > 0 || !type.isOpen);
    });
    if (!without) continue;
    list.add(["rules", place, "approval", "grant", "vary", at], {
      severity: "error",
      code: "approval.grant.unknown",
      message: `${without.id} has no argument ${name}.`,
      fix: "Check the spelling, or narrow the rule to operations that have it.",
    });
  }
}

/** Says where members of a group that decides by mailed links have to sign in all the same. */
function checkLinks(policy: CompiledPolicy, { place, clause }: CompiledRule, list: ProblemList): void {
  const barred = selectedBy(policy, clause).find(
    (operation) => !mayBeDecidedByLink(operation.class, policy.prices.get(operation.id)?.micros ?? 0n),
  );
  if (!barred) return;
  for (const [at, name] of (clause.approval?.by ?? []).entries()) {
    if (!Object.hasOwn(policy.document.approvers, name) || !policy.document.approvers[name]?.emailLinks) continue;
    list.add(["rules", place, "approval", "by", at], {
      severity: "warning",
      code: "approval.link.barred",
      message: `${name} decides by mailed links, but calls of ${barred.id} are decided signed in: it destroys, leaves the organization or costs money.`,
      fix: "Nothing has to change: the mail leads to the page behind sign-in.",
    });
  }
}

function selectedBy({ context }: CompiledPolicy, { operations }: RuleClause): readonly ContextOperation[] {
  return context.operations.filter((operation) => operations.some((pattern) => matchesOperation(pattern, operation)));
}
