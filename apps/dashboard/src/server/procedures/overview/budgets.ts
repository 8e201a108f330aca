import { type Db, type LedgerSum, listAgents, listConnections, listInstances } from "@countersign/db";
import { contextAgents, contextConnections, type LimitClause, parsePolicy } from "@countersign/policy";
import { readPolicy } from "@countersign/usecases";
import type { Budget } from "../../views/overview.ts";

/** The most that the overview shows; the fullest come first. */
const SHOWN = 8;
const SHARE_STEPS = 10_000n;

interface Bound {
  readonly rule: string;
  readonly ruleName: string;
  readonly limit: LimitClause;
}

/** What the present windows of the policy's limits have used, the fullest first. */
export async function readBudgets(db: Db, organizationId: string, sums: readonly LedgerSum[]): Promise<Budget[]> {
  const policy = await readPolicy({ db }, { organizationId });
  const parsed = policy ? parsePolicy(policy.source) : null;
  if (!parsed?.ok) return [];
  const bounds: Bound[] = [
    ...parsed.document.limits.map((limit) => ({ rule: organizationId, ruleName: "The organization", limit })),
    ...parsed.document.rules.flatMap((rule) =>
      rule.limits.map((limit) => ({ rule: rule.was ?? rule.id, ruleName: rule.id, limit })),
    ),
    ...(await ownBounds(db, organizationId)),
  ];
  const names = await scopeNames(db, organizationId);
  const budgets = sums.flatMap((sum) => {
    const bound = bounds.find((one) => isOf(one, sum));
    return bound ? [{ budget: budgetOf(bound, sum, names), share: shareOf(sum.used, bound.limit.max) }] : [];
  });
  return budgets
    .sort((left, right) => Number(right.share - left.share))
    .slice(0, SHOWN)
    .map(({ budget }) => budget);
}

/** Limits that agents and connections have of their own. */
async function ownBounds(db: Db, organizationId: string): Promise<Bound[]> {
  return db.tenant(organizationId, async (scope) => {
    const agents = contextAgents(await listAgents(scope));
    const connections = contextConnections(await listConnections(scope));
    return [...agents, ...connections].flatMap(({ id = "", name, limits = [] }) =>
      limits.map((limit) => ({ rule: id, ruleName: name, limit })),
    );
  });
}

/** Whether a sum was counted for this limit: the parts of a limit's identity, as the ledger keeps them. */
function isOf({ rule, limit }: Bound, sum: LedgerSum): boolean {
  return (
    rule === sum.rule &&
    limit.kind === sum.kind &&
    (limit.id ?? "") === sum.limitName &&
    limit.scope === sum.scopeKind &&
    limit.per === sum.windowId.split(":")[0]
  );
}

function budgetOf({ ruleName, limit }: Bound, sum: LedgerSum, names: ReadonlyMap<string, string>): Budget {
  const who = names.get(sum.scopeId);
  const period = limit.per === "total" ? "in all" : `per ${limit.per}`;
  return {
    id: [sum.rule, sum.kind, sum.limitName, sum.scopeId, sum.windowId].join("/"),
    title: [who, ruleName, period].filter((part) => part !== undefined).join(" · "),
    kind: sum.kind,
    used: sum.used.toString(),
    max: limit.max.toString(),
  };
}

function shareOf(used: bigint, max: bigint): bigint {
  return max === 0n ? SHARE_STEPS : (used * SHARE_STEPS) / max;
}

async function scopeNames(db: Db, organizationId: string): Promise<ReadonlyMap<string, string>> {
  return db.tenant(organizationId, async (scope) => {
    const agents = (await listAgents(scope)).map((agent) => [agent.id, agent.title] as const);
    const instances = (await listInstances(scope)).map((instance) => [instance.id, instance.name] as const);
    return new Map([...agents, ...instances]);
  });
}
