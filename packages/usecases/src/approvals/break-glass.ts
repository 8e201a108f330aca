import { refusal } from "@countersign/contracts";
import { isAllowed, isGlassBroken, readRole } from "@countersign/core";
import {
  type ApprovalRow,
  appendOutbox,
  approveApproval,
  type Elector,
  findGlassBreaks,
  findVotes,
  insertGlassBreak,
  type TenantScope,
} from "@countersign/db";
import { storableText } from "@countersign/db/audit";
import {
  changedRefusal,
  type DecidedApproval,
  earlierVote,
  finalRefusal,
  holdApproval,
  PERMIT_MS,
  refuse,
  separatedFrom,
  type Voter,
  votersOf,
  wayOf,
} from "./decide.ts";
import { type ApprovalDeps, inTenant, type Moved, recordAct, recordMove, viewOf } from "./moves.ts";
import { readRequirement } from "./requirement.ts";

export interface GlassBreaking extends Voter {
  readonly organizationId: string;
  readonly approvalId: string;
  /** The revision this person was shown. */
  readonly revision: number;
  /** Why it can't wait for the people it asks; recorded and told. */
  readonly reason: string;
}

/**
 * One of the two owners who together let a call through that waits for people. It goes on as if they had approved it: the
 * policy decides it again before it runs, and its limits apply. Recorded and told to all who were asked and to all owners.
 * Doing so again changes nothing. Refusals: those of `decideApproval`, and `approval.glass.refused` where a rule that asks
 * forbids it.
 */
export function breakGlass(deps: ApprovalDeps, breaking: GlassBreaking): Promise<DecidedApproval> {
  return inTenant(deps, breaking.organizationId, async (scope) => {
    const held = await holdApproval(scope, breaking.approvalId);
    return "value" in held ? held : breakHeld(scope, held.row, breaking);
  });
}

async function breakHeld(
  scope: TenantScope,
  row: ApprovalRow,
  breaking: GlassBreaking,
): Promise<Moved<DecidedApproval>> {
  const { userId, channel, revision } = breaking;
  const before = await findGlassBreaks(scope, row);
  if (before.some((one) => one.userId === userId)) return answer(scope, row);
  const votes = await findVotes(scope, [row.id]);
  if (row.state !== "pending") return refuse(finalRefusal(row, votes));
  if (revision !== row.revision) return refuse(changedRefusal());
  const breakers = await glassBreakers(scope, row);
  if (!breakers) {
    return refuse(refusal("approval.glass.refused", "The rules that ask let nobody break the glass."));
  }
  const owner = breakers.find((elector) => elector.userId === userId);
  if (!owner) {
    const detail = "Only owners break the glass, and neither the agent's owner nor whom it acts for.";
    return refuse(refusal("approval.vote.forbidden", detail));
  }
  const own = breakers.filter(({ personId }) => personId === owner.personId).map((elector) => elector.userId);
  if (before.some((one) => own.includes(one.userId))) return answer(scope, row);
  if (earlierVote(breakers, votes, { userId, revision })?.decision === "deny") {
    return refuse(refusal("approval.state.final", "You have denied this call."));
  }
  const reason = storableText(breaking.reason);
  await insertGlassBreak(scope, row, { userId, channel, reason });
  const breaks = [...before, { userId, userName: owner.name, reason }];
  const act = {
    actor: { kind: "user" as const, id: userId, name: owner.name },
    detail: { ...wayOf(breaking), reason, by: breaks.map((one) => ({ name: one.userName, reason: one.reason })) },
  };
  const moved = isGlassBroken(personsOf(breakers, breaks))
    ? await approveApproval(scope, row.id, { permitMs: PERMIT_MS, isGlassBroken: true })
    : null;
  if (moved) await recordMove(scope, moved, { action: "approval.glass_broken", ...act });
  else await recordAct(scope, row, { action: "approval.glass_touched", ...act });
  await appendOutbox(scope, { topic: "approval.glass", payload: { approvalId: row.id, breaks: breaks.length } });
  return moved ? { ...(await answer(scope, moved)), moved } : answer(scope, row);
}

async function answer(scope: TenantScope, row: ApprovalRow): Promise<Moved<DecidedApproval>> {
  return { value: { ok: true, approval: await viewOf(scope, row), counted: [] } };
}

/**
 * The owners who may break the glass for an approval now: without those whom separation of duties keeps out, unless its
 * rules switch that off. Null where a rule forbids it, or the requirement can't be read.
 */
export async function glassBreakers(scope: TenantScope, row: ApprovalRow): Promise<Elector[] | null> {
  const requirement = readRequirement(row.requirement);
  const voters = requirement?.breakGlass ? await votersOf(scope, row) : null;
  if (!requirement || !voters) return null;
  const separated = requirement.separation === false ? [] : await separatedFrom(scope, row);
  return voters.electors.filter(({ role, personId }) => mayBreakGlass(role) && !separated.includes(personId));
}

/** Whether a member of this role may break the glass, as far as the role goes. */
export function mayBreakGlass(role: string): boolean {
  const known = readRole(role);
  return known !== null && isAllowed(known, "approvals.breakGlass");
}

/** Whether an approval that owners let through still has two who may. */
export async function isGlassStillBroken(scope: TenantScope, row: ApprovalRow): Promise<boolean> {
  if (row.brokenGlassAt === null) return false;
  const breakers = await glassBreakers(scope, row);
  return breakers !== null && isGlassBroken(personsOf(breakers, await findGlassBreaks(scope, row)));
}

function personsOf(breakers: readonly Elector[], breaks: readonly { readonly userId: string }[]): string[] {
  const names = new Set(breaks.map(({ userId }) => userId));
  return breakers.filter(({ userId }) => names.has(userId)).map(({ personId }) => personId);
}
