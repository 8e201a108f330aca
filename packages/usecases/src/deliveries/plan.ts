import {
  type Channel,
  type DeliveryTarget,
  deliveryTargets,
  isTypedId,
  type Occasion,
  readOccasion,
  writeOccasion,
} from "@countersign/core";
import { type ApprovalRow, type Db, findApproval, findVotes, type TenantScope } from "@countersign/db";
import {
  countInDigests,
  type DeliveryRow,
  insertDeliveries,
  isAmongMoreThan,
  listDeliveries,
  listPushSubscriptions,
  refreshDeliveries,
  refreshDigests,
} from "@countersign/db/channels";
import { mayBreakGlass } from "../approvals/break-glass.ts";
import { votersOf } from "../approvals/decide.ts";
import { channelsOf, readRequirement } from "../approvals/requirement.ts";

/** Channels whose message is changed in place as the approval goes on. */
const IN_PLACE: readonly Channel[] = ["slack", "push"];

/** Occasions at which others are asked: who was told before isn't told again. */
const NEW_PEOPLE: ReadonlySet<Occasion["kind"]> = new Set(["escalated", "delegated"]);
/** Occasions of which people aren't told one by one once an agent asks more than so often within a while. */
const ASKING: ReadonlySet<Occasion["kind"]> = new Set(["asked", "escalated", "delegated", "reminded"]);
const FLOOD = { withinMs: 10 * 60_000 };
const DIGESTS = { gatherMs: 15_000, overMs: FLOOD.withinMs };

/** What is told to those who were asked by mail: that nobody is asked any more. */
const TOLD_BY_MAIL: ReadonlySet<string> = new Set(["approved", "denied", "expired", "cancelled"]);

export interface PlanDeps {
  readonly db: Db;
  /** So many approvals of one agent are told one by one in ten minutes; those after them in digests. */
  readonly mostAnnounced: number;
}

interface Target {
  readonly organizationId: string;
  readonly approvalId: string;
}

/**
 * Puts the messages of an occasion on their way: to everybody who may decide the approval now, where its rules say;
 * of the glass being broken, to all owners too.
 * Planned again, nothing is added. Once nobody is asked any more there are none. Answers how many are new.
 */
export function planDeliveries(
  { db, mostAnnounced }: PlanDeps,
  { organizationId, approvalId }: Target,
  occasion: Occasion,
): Promise<number> {
  return db.tenant(organizationId, async (scope) => {
    const row = await findApproval(scope, approvalId);
    const isGlass = occasion.kind === "glass";
    if (!row || (row.state !== "pending" && !isGlass)) return 0;
    const voters = await votersOf(scope, row);
    if (!voters) return 0;
    const eligible = new Set(voters.requirements.flatMap((requirement) => requirement.eligible));
    const people = voters.electors.filter(
      ({ userId, role }) => eligible.has(userId) || (isGlass && mayBreakGlass(role)),
    );
    const targets = deliveryTargets(channelsNow(row), people);
    const told = NEW_PEOPLE.has(occasion.kind) ? await peopleTold(scope, approvalId) : new Set();
    const untold = await reachable(
      scope,
      targets.filter(({ target }) => !told.has(target) && (occasion.kind !== "delegated" || target === occasion.to)),
    );
    const isFlood = ASKING.has(occasion.kind) && (await isAmongMoreThan(scope, row, { ...FLOOD, most: mostAnnounced }));
    return isFlood
      ? digest(scope, row, messages(untold, occasion))
      : insertDeliveries(scope, approvalId, messages(untold, occasion));
  });
}

/** Counts what people would be told in digests; programs are told each. */
async function digest(scope: TenantScope, row: ApprovalRow, told: ReturnType<typeof messages>): Promise<number> {
  const isFor = (message: DeliveryTarget) => message.channel !== "webhook";
  const counted = told.filter(isFor).map((message) => ({ ...message, isInPlace: IN_PLACE.includes(message.channel) }));
  const sent = await insertDeliveries(
    scope,
    row.id,
    told.filter((message) => !isFor(message)),
  );
  return sent + (await countInDigests(scope, row, { messages: counted, times: DIGESTS }));
}

/** Without those who have no device that takes messages: they want none there. */
async function reachable(scope: TenantScope, targets: readonly DeliveryTarget[]): Promise<readonly DeliveryTarget[]> {
  const pushed = targets.filter(({ channel }) => channel === "push").map(({ target }) => target);
  if (pushed.length === 0) return targets;
  const signedUp = new Set((await listPushSubscriptions(scope, pushed)).map(({ userId }) => userId));
  return targets.filter(({ channel, target }) => channel !== "push" || signedUp.has(target));
}

/** Who was asked before: escalating asks others, and a place such as a channel of Slack is told of it. */
async function peopleTold(scope: TenantScope, approvalId: string): Promise<ReadonlySet<string>> {
  const rows = await listDeliveries(scope, approvalId);
  return new Set(rows.map(({ target }) => target).filter((target) => isTypedId("user", target)));
}

/** Has the messages there are show what is asked now, and asks everybody who may decide it now once more. */
export async function askAgain(deps: PlanDeps, target: Target, occasion: Occasion): Promise<void> {
  await deps.db.tenant(target.organizationId, (scope) => refreshDeliveries(scope, target.approvalId, IN_PLACE));
  await planDeliveries(deps, target, occasion);
}

/** Has the messages of an approval say what has become of it, and tells webhooks and mailboxes. */
export function followWithDeliveries(
  { db }: { readonly db: Db },
  { organizationId, approvalId, state }: Target & { readonly state: string },
): Promise<void> {
  return db.tenant(organizationId, async (scope) => {
    await refreshDeliveries(scope, approvalId, IN_PLACE);
    await refreshDigests(scope, approvalId, IN_PLACE);
    await tellWebhooks(scope, approvalId, state);
    if (TOLD_BY_MAIL.has(state)) await tellMailboxes(scope, approvalId, state);
  });
}

/** A mail can't be changed: whoever was asked by one gets another, unless they decided it themselves. */
async function tellMailboxes(scope: TenantScope, approvalId: string, state: string): Promise<void> {
  const row = await findApproval(scope, approvalId);
  // That owners let it through is told louder, and to more people.
  if (state === "approved" && row?.brokenGlassAt) return;
  const rows = await listDeliveries(scope, approvalId);
  const deciders = new Set((await findVotes(scope, [approvalId])).map(({ userId }) => userId));
  const mailed = rows.filter((row) => row.channel === "email" && isToldOf(row) && !deciders.has(row.target));
  const targets = new Set(mailed.map(({ target }) => target));
  const mails = [...targets].map((target) => ({ channel: "email" as const, target }));
  await insertDeliveries(scope, approvalId, messages(mails, { kind: "became", state }));
}

/** Whether a message that was sent told of its approval alone. */
function isToldOf({ state, occasion }: DeliveryRow): boolean {
  return state === "sent" && readOccasion(occasion)?.kind !== "flood";
}

async function tellWebhooks(scope: TenantScope, approvalId: string, state: string): Promise<void> {
  const row = await findApproval(scope, approvalId);
  const webhooks = deliveryTargets(row ? channelsNow(row) : [], []).filter(({ channel }) => channel === "webhook");
  await insertDeliveries(scope, approvalId, messages(webhooks, { kind: "became", state }));
}

/** Where an approval is told, as far as it has come. */
function channelsNow(row: ApprovalRow): string[] {
  const requirement = readRequirement(row.requirement);
  return requirement ? channelsOf(requirement, Number(row.escalatedMs)) : [];
}

function messages(targets: readonly DeliveryTarget[], occasion: Occasion) {
  return targets.map((target) => ({ ...target, occasion: writeOccasion(occasion) }));
}
