import { CHANNELS, type Channel, isTypedId, type Occasion, readOccasion } from "@countersign/core";
import { findApproval, findOrganization, type TenantScope, type WorkerDb } from "@countersign/db";
import {
  AND_AGAIN,
  BROKE_OFF,
  countDigest,
  type DeliveryRow,
  type DigestCount,
  endDelivery,
  listDeliveries,
  postponeDelivery,
  setDeliverySent,
  takeDeliveries,
} from "@countersign/db/channels";
import { mayBreakGlass } from "../approvals/break-glass.ts";
import { votersOf } from "../approvals/decide.ts";
import { viewOf } from "../approvals/moves.ts";
import type { ApprovalView } from "../approvals/view.ts";
import { delayMs } from "../outbox/relay.ts";

/** One message that a channel is to deliver, or to change in place when it has an `externalId`. */
export interface DeliveryJob {
  readonly id: string;
  readonly target: string;
  readonly occasion: Occasion;
  readonly externalId: string | null;
  /** The message to this target that first asked, by what its channel calls it: one that only repeats it may go under it. */
  readonly repeats: string | null;
  /** The present try included: from the second on, an earlier one may have got through unnoticed. */
  readonly attempts: number;
  readonly organization: { readonly id: string; readonly name: string; readonly title: string };
  readonly approval: ApprovalView;
  /** What it counts, where it is a digest: then the approval is the first of them. */
  readonly digest: DigestCount | null;
  /** Whom it is for; null for a place such as a channel of Slack. */
  readonly recipient: { readonly userId: string; readonly email: string; readonly name: string } | null;
}

export type Delivered =
  | { readonly kind: "sent"; readonly externalId: string | null }
  /** Trouble that may pass; `afterMs` is what the far side asked for. */
  | { readonly kind: "later"; readonly problem: string; readonly afterMs?: number }
  /** It will never take this: parked until somebody mends it and sends it again. */
  | { readonly kind: "refused"; readonly problem: string };

/** A way to reach people. `deliver` doesn't throw for trouble of the far side. */
export interface DeliveryChannel {
  readonly channel: Channel;
  deliver(job: DeliveryJob): Promise<Delivered>;
}

export interface DeliverDeps {
  readonly db: WorkerDb;
  readonly channels: readonly DeliveryChannel[];
  /** 0 ≤ n < 1; spreads tries that failed. */
  readonly random: () => number;
  /** Hears of each try that failed, and whether the message is parked by that: then a person has to see to it. */
  readonly onTrouble: (row: DeliveryRow, problem: string, isParked: boolean) => void;
}

/** Longer than any channel may take; if this process dies meanwhile, another one tries again after it. */
const HOLD_MS = 60_000;
const FIRST_WAIT_TRIES = 2;
/** So many tries in a row may end without any answer, such as by the sender's death, before the message is blamed. */
const MOST_BROKEN_TRIES = 5;
const BROKE_OFF_EACH_TIME = BROKE_OFF + AND_AGAIN.repeat(MOST_BROKEN_TRIES - 1);
/** What asks for the same once more. */
const REPEATING: ReadonlySet<Occasion["kind"]> = new Set(["escalated", "reminded"]);
/** What is told although nobody has to decide any more. */
const AFTER_THE_END: ReadonlySet<Occasion["kind"]> = new Set(["became", "glass"]);

/**
 * Delivers what is due, at most `limit` messages. Each is claimed in Postgres first. What fails is tried again later and
 * later until nobody has to decide any more. Returns how many were taken.
 */
export async function deliverDue(deps: DeliverDeps, limit: number): Promise<number> {
  const names = CHANNELS.filter((name) => deps.channels.some(({ channel }) => channel === name));
  const rows = await deps.db.system((scope) => takeDeliveries(scope, names, { limit, holdMs: HOLD_MS }));
  await Promise.all(rows.map((row) => deliverOne(deps, row)));
  return rows.length;
}

async function deliverOne(deps: DeliverDeps, row: DeliveryRow): Promise<void> {
  const within = <T>(work: (scope: TenantScope) => Promise<T>) => deps.db.tenant(row.organizationId, work);
  const park = (problem: string) => {
    deps.onTrouble(row, problem, true);
    return within((scope) => endDelivery(scope, row.id, { state: "parked", problem }));
  };
  if (row.problem === BROKE_OFF_EACH_TIME) return park("sending it broke off each time");
  const channel = deps.channels.find(({ channel: name }) => name === row.channel);
  const job = await within((scope) => prepare(scope, row));
  if (!channel || typeof job === "string") {
    const problem = typeof job === "string" ? job : "the channel isn't there";
    await within((scope) => endDelivery(scope, row.id, { state: "dropped", problem }));
    return;
  }
  const delivered = await channel.deliver(job);
  if (delivered.kind === "sent") return within((scope) => setDeliverySent(scope, row, delivered.externalId));
  const { problem } = delivered;
  if (delivered.kind === "refused") return park(problem);
  deps.onTrouble(row, problem, false);
  const waitMs = delivered.afterMs ?? delayMs(row.attempts + FIRST_WAIT_TRIES, deps.random());
  await within((scope) => postponeDelivery(scope, row.id, { delayMs: waitMs, problem }));
}

async function firstAsked(scope: TenantScope, { approvalId, channel, target }: DeliveryRow): Promise<string | null> {
  const rows = await listDeliveries(scope, approvalId);
  const asked = rows.find((row) => row.occasion === "asked" && row.channel === channel && row.target === target);
  return asked?.externalId ?? null;
}

/** What the channel needs, or why nobody needs it any more. */
async function prepare(scope: TenantScope, row: DeliveryRow): Promise<DeliveryJob | string> {
  const occasion = readOccasion(row.occasion);
  const approval = await findApproval(scope, row.approvalId);
  const organization = await findOrganization(scope);
  if (!occasion || !approval || !organization) return "what it tells of isn't there";
  const digest = occasion.kind === "flood" ? await countDigest(scope, row.id) : null;
  const isOver = digest ? digest.waiting === 0 : approval.state !== "pending";
  if (isOver && row.externalId === null && !AFTER_THE_END.has(occasion.kind)) {
    return "it was decided before it could be sent";
  }
  const voters = await votersOf(scope, approval);
  const recipient = voters?.electors.find(({ userId }) => userId === row.target) ?? null;
  const isPerson = isTypedId("user", row.target);
  const mayDecide = voters?.requirements.some(({ eligible }) => eligible.includes(row.target)) ?? false;
  // A digest shows nothing of what is asked: the inbox shows each what they may see.
  const mayKnow =
    mayDecide || digest !== null || (occasion.kind === "glass" && recipient !== null && mayBreakGlass(recipient.role));
  if (isPerson && !(recipient && mayKnow)) return "this person may not decide it any more";
  const { id, name, title } = organization;
  return {
    id: row.id,
    target: row.target,
    occasion,
    externalId: row.externalId,
    repeats: REPEATING.has(occasion.kind) ? await firstAsked(scope, row) : null,
    attempts: row.attempts,
    organization: { id, name, title },
    approval: await viewOf(scope, approval),
    digest,
    recipient,
  };
}
