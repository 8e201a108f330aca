import { approvalMail, decidedMail, floodMail, type Mail, type Mailer, mailTrouble } from "@countersign/notify";
import { approvalLink, type Delivered, type DeliveryChannel, type DeliveryJob } from "@countersign/usecases";
import type { WorkerDeps } from "../deps.ts";
import { askedCall, decidersOf, floodOf } from "./asked-call.ts";

export interface EmailChannelOptions {
  readonly mailer: Mailer;
  /** Where links lead: `https://…` of the dashboard. */
  readonly dashboardUrl: string;
}

type ChannelDeps = Pick<WorkerDeps, "db" | "masterKey">;

/**
 * Asks people by mail, and tells those it asked what became of it. The link leads to the approval's page, behind sign-in;
 * where their group opted in, another one decides without.
 */
export function createEmailChannel(deps: ChannelDeps, { mailer, dashboardUrl }: EmailChannelOptions): DeliveryChannel {
  return {
    channel: "email",
    deliver: async (job) => {
      const mail = await mailOf(deps, job, dashboardUrl);
      try {
        await mailer.send(mail);
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

async function mailOf(deps: ChannelDeps, job: DeliveryJob, dashboardUrl: string): Promise<Mail> {
  const { state, permitUntilMs } = job.approval;
  const address = {
    to: job.recipient?.email ?? job.target,
    messageId: `<${job.id}@${new URL(dashboardUrl).hostname}>`,
    organizationTitle: job.organization.title,
  };
  const flood = floodOf(job, dashboardUrl);
  if (flood) return floodMail({ ...flood, ...address });
  const told = { ...askedCall(job, dashboardUrl), ...address };
  if (state === "pending") return approvalMail({ ...told, linkUrl: await linkUrl(deps, job, dashboardUrl) });
  const permitUntil = permitUntilMs === null ? null : new Date(permitUntilMs);
  return decidedMail({ ...told, state, deciders: decidersOf(job), permitUntil });
}

async function linkUrl(deps: ChannelDeps, job: DeliveryJob, dashboardUrl: string): Promise<string | null> {
  const { approval, recipient, organization } = job;
  if (!recipient) return null;
  const link = await approvalLink(deps, {
    organizationId: organization.id,
    approvalId: approval.id,
    revision: approval.revision,
    userId: recipient.userId,
  });
  return link && new URL(`/decide/${link.reveal()}`, dashboardUrl).toString();
}
