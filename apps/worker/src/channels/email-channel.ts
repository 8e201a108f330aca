import { operationId } from "@countersign/core";
import { approvalMail, type Mailer, mailTrouble } from "@countersign/notify";
import type { Delivered, DeliveryChannel, DeliveryJob } from "@countersign/usecases";
import { whyAgain } from "./why-again.ts";

export interface EmailChannelOptions {
  readonly mailer: Mailer;
  /** Where links lead: `https://…` of the dashboard. */
  readonly dashboardUrl: string;
}

/** Asks people by mail. The link leads to the approval's page, behind sign-in. */
export function createEmailChannel({ mailer, dashboardUrl }: EmailChannelOptions): DeliveryChannel {
  return {
    channel: "email",
    deliver: async (job) => {
      try {
        await mailer.send(mailOf(job, dashboardUrl));
      } catch (error) {
        return undelivered(error);
      }
      return { kind: "sent", externalId: null };
    },
  };
}

function undelivered(error: unknown): Delivered {
  const { problem, isFinal } = mailTrouble(error);
  return { kind: isFinal ? "refused" : "later", problem };
}

function mailOf({ id, target, occasion, organization, approval, recipient }: DeliveryJob, dashboardUrl: string) {
  return approvalMail({
    to: recipient?.email ?? target,
    messageId: `<${id}@${new URL(dashboardUrl).hostname}>`,
    organizationTitle: organization.title,
    agentTitle: approval.agentTitle,
    instanceName: approval.instanceName,
    operation: operationId(approval.connectionName, approval.operationName),
    argumentsText: approval.argumentsText,
    agentReason: approval.agentReason,
    ruleIds: approval.ruleIds,
    priceMicros: approval.priceMicros,
    expiresAt: new Date(approval.expiresAtMs),
    occasion: whyAgain(occasion),
    url: new URL(`/o/${organization.name}/approvals/${approval.id}`, dashboardUrl).toString(),
  });
}
