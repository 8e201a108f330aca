import { type Occasion, operationId } from "@countersign/core";
import type { AskedCall } from "@countersign/notify";
import type { DeliveryJob } from "@countersign/usecases";

/** What every channel tells of a delivery's approval. `dashboardUrl`: where links lead. */
export function askedCall(job: DeliveryJob, dashboardUrl: string): AskedCall {
  const { occasion, approval } = job;
  return {
    agentTitle: approval.agentTitle,
    instanceName: approval.instanceName,
    operation: operationId(approval.connectionName, approval.operationName),
    argumentsText: approval.argumentsText,
    agentReason: approval.agentReason,
    ruleIds: approval.ruleIds,
    priceMicros: approval.priceMicros,
    expiresAt: new Date(approval.expiresAtMs),
    occasion: whyAgain(occasion),
    url: approvalUrl(job, dashboardUrl),
  };
}

/** The approval's page, behind sign-in. */
export function approvalUrl({ organization, approval }: DeliveryJob, dashboardUrl: string): string {
  return new URL(`/o/${organization.name}/approvals/${approval.id}`, dashboardUrl).toString();
}

/** What a message that repeats an earlier one opens with; null for the first. */
function whyAgain(occasion: Occasion): string | null {
  if (occasion.kind === "revised") return "Changed";
  if (occasion.kind === "reminded") return "Still waiting";
  return occasion.kind === "escalated" ? "Nobody has decided" : null;
}
