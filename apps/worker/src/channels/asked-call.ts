import { glassInWords, operationId, voterInWords } from "@countersign/core";
import type { AskedCall, Flood } from "@countersign/notify";
import type { DeliveryJob } from "@countersign/usecases";

/** What every channel tells of a delivery's approval. `dashboardUrl`: where links lead. */
export function askedCall(job: DeliveryJob, dashboardUrl: string): AskedCall {
  const { approval } = job;
  return {
    agentTitle: approval.agentTitle,
    instanceName: approval.instanceName,
    operation: operationId(approval.connectionName, approval.operationName),
    argumentsText: approval.argumentsText,
    agentReason: approval.agentReason,
    ruleIds: approval.ruleIds,
    priceMicros: approval.priceMicros,
    expiresAt: new Date(approval.expiresAtMs),
    occasion: whyAgain(job),
    glass: approval.glass.map(({ userName, reason }) => ({ by: userName, reason })),
    url: approvalUrl(job, dashboardUrl),
  };
}

/** The approval's page, behind sign-in. */
export function approvalUrl(
  {
    organization,
    approval,
  }: { readonly organization: { readonly name: string }; readonly approval: { readonly id: string } },
  dashboardUrl: string,
): string {
  return new URL(`/o/${organization.name}/approvals/${approval.id}`, dashboardUrl).toString();
}

/** What a digest tells; null where the message is about one approval. */
export function floodOf({ organization, approval, digest }: DeliveryJob, dashboardUrl: string): Flood | null {
  const url = new URL(`/o/${organization.name}/approvals`, dashboardUrl).toString();
  return digest && { ...digest, agentTitle: approval.agentTitle, url };
}

/** Who decided an approval so, in words. */
export function decidersOf({ approval }: DeliveryJob): string[] {
  if (approval.brokenGlassAtMs !== null) return [glassInWords(approval.glass)];
  return approval.votes.map(voterInWords);
}

/** What a message opens with that isn't the first about what it asks; null for that. */
function whyAgain({ occasion, approval }: DeliveryJob): string | null {
  if (occasion.kind === "glass") return approval.brokenGlassAtMs === null ? "An owner breaks the glass" : "Break-glass";
  if (approval.state !== "pending") return null;
  if (occasion.kind === "delegated") return "In somebody's place";
  if (occasion.kind === "revised") return "Changed";
  if (occasion.kind === "reminded") return "Still waiting";
  return occasion.kind === "escalated" ? "Nobody has decided" : null;
}
