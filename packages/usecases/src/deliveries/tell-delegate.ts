import { findElectors, listApprovalRows } from "@countersign/db";
import { namesOf } from "../approvals/electorate.ts";
import { type PlanDeps, planDeliveries } from "./plan.ts";

const AT_ONCE = 100;

/** Somebody who is away, and who was chosen to decide in their place. */
export interface StandingIn {
  readonly organizationId: string;
  readonly userId: string;
  readonly delegateId: string;
}

/**
 * Tells who stands in for somebody of the approvals that wait for them, where their rules say, unless they were told
 * before. Changes nothing once somebody else stands in, or they are back.
 */
export async function tellDelegate(deps: PlanDeps, { organizationId, userId, delegateId }: StandingIn): Promise<void> {
  const waiting = await deps.db.tenant(organizationId, async (scope) => {
    const absent = (await findElectors(scope)).find((elector) => elector.userId === userId);
    if (absent?.delegateId !== delegateId) return [];
    const named = { userId, names: namesOf(absent) };
    const ids: string[] = [];
    let after: { readonly atMicros: string; readonly id: string } | null = null;
    do {
      const query = { tab: "waiting", limit: AT_ONCE, after, named, agentName: null, isGlassBroken: false } as const;
      const page: { readonly atMicros: string; readonly id: string }[] = await listApprovalRows(scope, query);
      ids.push(...page.map(({ id }) => id));
      after = page.length < AT_ONCE ? null : (page.at(-1) ?? null);
    } while (after);
    return ids;
  });
  for (const approvalId of waiting) {
    await planDeliveries(deps, { organizationId, approvalId }, { kind: "delegated", to: delegateId });
  }
}
