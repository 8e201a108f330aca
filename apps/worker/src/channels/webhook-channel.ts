import type { WebhookEvent } from "@countersign/contracts";
import { APPROVAL_STATES, isTerminal, operationId } from "@countersign/core";
import type { Delivered, DeliveryChannel, DeliveryJob } from "@countersign/usecases";
import { sendToWebhook, type WebhookDeps } from "../webhooks/send-to-webhook.ts";
import { approvalUrl } from "./asked-call.ts";

const MINUTE_MS = 60_000;
/** How long after each try that failed the next one comes; after the last the message is parked. About a day in all. */
const WAITS_MS = [0.25, 0.5, 2, 5, 15, 30, 60, 120, 240, 480, 480].map((minutes) => minutes * MINUTE_MS);
const LONGEST_ASKED_MS = 60 * MINUTE_MS;
/** What is larger stands on the approval's page. */
const MOST_ARGUMENTS = 65_536;

export interface WebhookChannelOptions {
  /** Where links lead: `https://…` of the dashboard. */
  readonly dashboardUrl: string;
  /** 0 ≤ n < 1; spreads tries that failed. */
  readonly random: () => number;
}

/** Tells an organization's own receivers of its approvals, as Standard Webhooks says. The id of a message is its row's. */
export function createWebhookChannel(
  deps: WebhookDeps,
  { dashboardUrl, random }: WebhookChannelOptions,
): DeliveryChannel {
  return {
    channel: "webhook",
    async deliver(job): Promise<Delivered> {
      const sent = await sendToWebhook(deps, {
        organizationId: job.organization.id,
        to: { name: job.target },
        messageId: job.id,
        event: eventOf(job, dashboardUrl),
      });
      if (sent.kind === "taken") return { kind: "sent", externalId: null };
      const waitMs = WAITS_MS[job.attempts - 1];
      if (sent.kind === "final" || waitMs === undefined) return { kind: "refused", problem: sent.problem };
      const asked = Math.min(sent.afterMs ?? 0, LONGEST_ASKED_MS);
      return { kind: "later", problem: sent.problem, afterMs: Math.max(asked, waitMs * (1 + random() / 4)) };
    },
  };
}

function eventOf(job: DeliveryJob, dashboardUrl: string): WebhookEvent {
  const { approval, occasion, organization } = job;
  const { id, argumentsText } = approval;
  const became = occasion.kind === "became" ? APPROVAL_STATES.find((known) => known === occasion.state) : undefined;
  const state = became ?? approval.state;
  const ended = isTerminal(state) ? "approval.ended" : "approval.updated";
  return {
    type: occasion.kind === "asked" ? "approval.requested" : ended,
    timestamp: new Date().toISOString(),
    data: {
      organization: organization.name,
      approval: {
        id,
        state,
        revision: approval.revision,
        agent: approval.agentName,
        instance: approval.instanceName,
        operation: operationId(approval.connectionName, approval.operationName),
        arguments: argumentsText.length > MOST_ARGUMENTS ? null : JSON.parse(argumentsText),
        reason: approval.agentReason,
        rules: [...approval.ruleIds],
        priceMicros: approval.priceMicros.toString(),
        requestedAt: new Date(approval.requestedAtMs).toISOString(),
        breakGlass: approval.glass.map(({ userName, reason }) => ({ by: userName, reason })),
        expiresAt: new Date(approval.expiresAtMs).toISOString(),
        url: approvalUrl(job, dashboardUrl),
      },
    },
  };
}
