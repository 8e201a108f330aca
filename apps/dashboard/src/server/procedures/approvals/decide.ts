import { CLI_AGENT } from "@countersign/contracts";
import type { GrantWish } from "@countersign/core";
import { decideApproval, openGrant, type Voter } from "@countersign/usecases";
import type { Actor } from "../../auth/actor.ts";
import type { Membership } from "../../auth/membership.ts";
import { approvalDeps, configurationDeps } from "../../deps.ts";
import { RefusalError, refuse } from "../../refusal-error.ts";
import type { Services } from "../../services.ts";
import type { RequestClient } from "../../trpc/context.ts";
import type { ApprovalDetail } from "../../views/approval.ts";
import { showApproval } from "./show-approval.ts";

export interface DecideContext {
  readonly services: Services;
  readonly actor: Actor;
  readonly membership: Membership;
  readonly client: RequestClient | undefined;
}

interface Vote {
  readonly approvalId: string;
  readonly decision: "approve" | "deny";
  /** What was shown; only for approving. */
  readonly revision?: number;
  readonly reason: string | null;
  /** What it would let through beside the call. */
  readonly grant?: GrantWish;
  /** Whom the notification told that it was decided from. */
  readonly notifiedUserId?: string | undefined;
}

/** Who decides, and by which way. Refuses tokens in nobody's name, and those that were issued without the right. */
export function voterOf({ actor, client }: DecideContext): Voter {
  if (actor.kind === "user") return { userId: actor.userId, channel: "web" };
  const { tokenId: id, title: name, person } = actor;
  if (person?.decides) {
    const isProgram = client?.userAgent?.startsWith(CLI_AGENT) ?? false;
    return { userId: person.userId, channel: isProgram ? "cli" : "api", token: { id, name } };
  }
  return refuse(
    "approval.vote.forbidden",
    person
      ? "This token was issued without the right to decide in your name. Issue one with it in your account."
      : "A vote needs a person, and this token stands for none. Sign in, or use a token of your own.",
  );
}

/** Who decides, from a notification if it was for them. Refuses whoever else is signed in where it was shown. */
function notifiedVoterOf(ctx: DecideContext, notifiedUserId: string | undefined): Voter {
  const voter = voterOf(ctx);
  if (notifiedUserId === undefined) return voter;
  if (voter.channel === "web" && voter.userId === notifiedUserId) return { ...voter, channel: "push" };
  return refuse("auth.credential.missing", "The notification was for somebody who isn't signed in here any more.");
}

/** Casts the actor's vote and gives the approval as it stands then. */
export async function decide(ctx: DecideContext, vote: Vote): Promise<ApprovalDetail> {
  const { membership, services } = ctx;
  const decided = await decideApproval(approvalDeps(services), {
    organizationId: membership.organizationId,
    approvalId: vote.approvalId,
    ...notifiedVoterOf(ctx, vote.notifiedUserId),
    decision: vote.decision,
    ...(vote.revision !== undefined && { revision: vote.revision }),
    reason: vote.reason,
    ...(vote.grant && { grant: vote.grant }),
  });
  if (!decided.ok) throw new RefusalError(decided.refusal);
  if (vote.grant) {
    await openGrant(configurationDeps(services), {
      organizationId: membership.organizationId,
      approvalId: vote.approvalId,
    });
  }
  return showApproval(ctx, vote.approvalId);
}
