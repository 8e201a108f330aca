import {
  type AgentCount,
  countAgents,
  countHours,
  countOutcomes,
  countWaiting,
  type Db,
  type HourCount,
  type LedgerSum,
  sumLedger,
} from "@countersign/db";

/** Figures of one span of time. Money is micro-USD. */
export interface SpanFigures {
  readonly calls: number;
  readonly allowed: number;
  readonly denied: number;
  readonly askedApproval: number;
  readonly limited: number;
  readonly failed: number;
  readonly unknown: number;
  readonly costMicros: bigint;
}

export interface Overview {
  readonly last24h: SpanFigures;
  readonly last7d: SpanFigures;
  readonly last30d: SpanFigures;
  readonly hours: readonly HourCount[];
  readonly agents: readonly AgentCount[];
  /** What the present windows of limits have used. */
  readonly limits: readonly LedgerSum[];
  readonly waitingApprovals: number;
}

const AGENTS_SHOWN = 10;
const ZERO: SpanFigures = {
  calls: 0,
  allowed: 0,
  denied: 0,
  askedApproval: 0,
  limited: 0,
  failed: 0,
  unknown: 0,
  costMicros: 0n,
};

/** The figures of an organization's first page, from records and ledger. */
export function readOverview(deps: { readonly db: Db }, organizationId: string): Promise<Overview> {
  return deps.db.tenant(organizationId, async (scope) => {
    const spans = new Map<string, SpanFigures>();
    for (const { span, decision, outcome, calls, costMicros } of await countOutcomes(scope)) {
      const count = Number(calls);
      const sum = spans.get(span) ?? ZERO;
      spans.set(span, {
        calls: sum.calls + count,
        allowed: sum.allowed + (decision === "allow" ? count : 0),
        denied: sum.denied + (decision === "deny" ? count : 0),
        askedApproval: sum.askedApproval + (decision === "require_approval" ? count : 0),
        limited: sum.limited + (outcome === "limited" ? count : 0),
        failed: sum.failed + (outcome === "failed" ? count : 0),
        unknown: sum.unknown + (outcome === "unknown" ? count : 0),
        costMicros: sum.costMicros + costMicros,
      });
    }
    return {
      last24h: spans.get("24h") ?? ZERO,
      last7d: spans.get("7d") ?? ZERO,
      last30d: spans.get("30d") ?? ZERO,
      hours: await countHours(scope),
      agents: await countAgents(scope, AGENTS_SHOWN),
      limits: await sumLedger(scope),
      waitingApprovals: await countWaiting(scope, null),
    };
  });
}
