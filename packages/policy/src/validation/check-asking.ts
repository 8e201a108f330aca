import { readApproverName } from "../approvals/requirement.ts";
import type { CompiledPolicy } from "../decision/compiled-policy.ts";
import type { ProblemList } from "./problem-list.ts";

/** Approver groups that don't exist, and quorums that the named people can't reach. */
export function checkAsking(policy: CompiledPolicy, list: ProblemList): void {
  for (const { place, clause, requirement } of policy.rules) {
    clause.approval?.by.forEach((text, at) => {
      const name = readApproverName(text);
      if (name.kind !== "group" || Object.hasOwn(policy.document.approvers, name.group)) return;
      list.add(["rules", place, "approval", "by", at], {
        severity: "error",
        code: "approval.group.unknown",
        message: `There is no approver group called ${name.group}.`,
        fix: "Add it under approvers, or write role:admin or an e-mail address.",
      });
    });
    if (!requirement || requirement.by.roles.length > 0 || requirement.by.emails.length >= requirement.quorum) continue;
    if (requirement.by.emails.length === 0) continue;
    list.add(["rules", place, "approval"], {
      severity: "error",
      code: "approval.quorum.unreachable",
      message: `${requirement.quorum} people must approve, but only ${requirement.by.emails.length} may.`,
      fix: "Name more people, or lower the quorum.",
    });
  }
}
