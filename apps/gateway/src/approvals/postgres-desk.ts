import type { Admission, Place } from "@countersign/admission";
import { type LiveMessage, liveMessageSchema } from "@countersign/contracts";
import type { Db } from "@countersign/db";
import type { ApprovalClaim, ApprovalDeps, ApprovalFacts } from "@countersign/usecases";
import type { ApprovalDesk, ApprovalView, Claimed, Ticket } from "./approval-desk.ts";
import { ApprovalWaiters } from "./approval-waiters.ts";

export interface PostgresDeskOptions {
  /** Connects on first use, so that a gateway starts, and answers what needs no people, without Postgres. */
  readonly db: () => Promise<Db>;
  readonly live: Pick<Admission, "publishLive" | "subscribeLive">;
}

/** How soon a change that wasn't heard is seen, ms. */
const LOOK_MS = 4_000;

type Usecases = typeof import("@countersign/usecases");

/** The desk on Postgres, the truth of approvals. Decisions are heard live; those that weren't are seen at the next look at the rows. */
export function createPostgresDesk(options: PostgresDeskOptions): ApprovalDesk & { close(): Promise<void> } {
  const waiters = new ApprovalWaiters({
    subscribe: (place, heard) =>
      options.live.subscribeLive(place, (text) => {
        const said = approvalIn(text);
        if (said) heard(said);
      }),
    moved: (organizationId, state, approvalIds) =>
      run(({ readMovedApprovals }, deps) => readMovedApprovals(deps, { organizationId, state, approvalIds })),
    lookMs: LOOK_MS,
  });
  const announce = async (place: Place, message: LiveMessage): Promise<void> => {
    await options.live.publishLive(place, JSON.stringify(message));
  };
  const run = async <T>(work: (usecases: Usecases, deps: ApprovalDeps) => Promise<T>): Promise<T> => {
    const usecases = await import("@countersign/usecases");
    return work(usecases, { db: await options.db(), announce });
  };
  const claim = (wanted: ApprovalClaim): Promise<Claimed> =>
    run(async ({ claimApproval }, deps) => {
      const claimed = await claimApproval(deps, wanted);
      return "approval" in claimed ? { ...claimed, approval: viewOf(claimed.approval) } : claimed;
    });
  return {
    request: (request, mostPending) =>
      run(async ({ requestApprovalWithin }, deps) => {
        const placed = await requestApprovalWithin(deps, request, mostPending);
        return placed && viewOf(placed.approval);
      }),
    read: (ticket) => run(({ readOwnApproval }, deps) => readOwnApproval(deps, ticket).then(orNull)),
    claim: (ticket, leaseMs) => claim({ ...ticket, leaseMs }),
    claimReady: (ready, leaseMs) => claim({ ...ready, principal: null, leaseMs }),
    extendPermit: (ticket) => run(({ extendPermit }, deps) => extendPermit(deps, ticket).then(nothing)),
    giveBack: (givenUp) => run(({ giveBackApproval }, deps) => giveBackApproval(deps, givenUp).then(nothing)),
    cancel: (givenUp) =>
      run(({ cancelApproval }, deps) =>
        cancelApproval(deps, { ...givenUp, actor: PLATFORM, principal: null }).then(nothing),
      ),
    withdraw: (ticket) =>
      run(async ({ cancelApproval }, deps) => {
        const actor = { kind: "system" as const, id: ticket.principal.agentId, name: ticket.principal.instanceName };
        const withdrawal = { ...ticket, actor, attempt: null, reason: "withdrawn by the agent" };
        const withdrawn = await cancelApproval(deps, withdrawal);
        return "approval" in withdrawn ? viewOf(withdrawn.approval) : null;
      }),
    isStillApproved: (ticket) => run(({ isStillApproved }, deps) => isStillApproved(deps, ticket)),
    markDelivered: (ticket: Ticket) => run(({ markDelivered }, deps) => markDelivered(deps, ticket).then(nothing)),
    watch: (place) => waiters.watch(place),
    close: () => waiters.close(),
  };
}

const PLATFORM = { kind: "system" as const, id: null, name: "Countersign" };

function nothing(): void {}

function orNull(approval: ApprovalFacts | null): ApprovalView | null {
  return approval && viewOf(approval);
}

/** What the pipeline needs of it and nothing else: an agent may hold it for minutes, and thousands may wait. */
function viewOf(stored: ApprovalFacts): ApprovalView {
  const { id, organizationId, state, agentId, instanceId, instanceName, keyId, connectionId, connectionName } = stored;
  const { operationName, definitionHash, surface, clientName, clientVersion, argumentsText, argumentsHash } = stored;
  const { idempotencyHash, labels, agentReason, ruleIds, requirement, requirementHash, reason, recordId } = stored;
  const { requestedAtMs, expiresAtMs, permitUntilMs, decidedAtMs, deliveredAtMs } = stored;
  return {
    ...{ id, organizationId, state, agentId, instanceId, instanceName, keyId, connectionId, connectionName },
    ...{ operationName, definitionHash, surface, clientName, clientVersion, argumentsText, argumentsHash },
    ...{ idempotencyHash, labels, agentReason, ruleIds, requirementHash, reason, recordId },
    ...{ requestedAtMs, expiresAtMs, permitUntilMs, decidedAtMs, deliveredAtMs },
    onExpireText: textOf(requirement?.onExpire),
    onDenyText: textOf(requirement?.onDeny),
  };
}

function textOf(configured: { readonly [member: string]: unknown } | null | undefined): string | null {
  const text = configured?.["text"];
  return typeof text === "string" ? text : null;
}

/** What a live message says of an approval; null for other messages and for what can't be read, since it is only a hint. */
function approvalIn(text: string): { readonly id: string; readonly state: string } | null {
  try {
    const message = liveMessageSchema.safeParse(JSON.parse(text));
    return message.success && message.data.type === "approval" ? message.data : null;
  } catch {
    return null;
  }
}
