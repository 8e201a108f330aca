import { approvalMail, type Mailer, mailTrouble } from "@countersign/notify";
import type { Delivered, DeliveryChannel, DeliveryJob } from "@countersign/usecases";
import { askedCall } from "./asked-call.ts";

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

function mailOf(job: DeliveryJob, dashboardUrl: string) {
  return approvalMail({
    ...askedCall(job, dashboardUrl),
    to: job.recipient?.email ?? job.target,
    messageId: `<${job.id}@${new URL(dashboardUrl).hostname}>`,
    organizationTitle: job.organization.title,
  });
}
