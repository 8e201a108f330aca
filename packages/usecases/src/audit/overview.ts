import { countWaiting, type Db, type LedgerSum, sumLedger } from "@countersign/db";
import {
  type BucketCount,
  type BucketSpan,
  countBuckets,
  countOutcomes,
  countTroubled,
  type TroubledAgent,
} from "@countersign/db/audit";

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
  /** Calls that ran though nobody said what they cost. */
  readonly unpriced: number;
}

export interface Overview {
  readonly last24h: SpanFigures;
  readonly last7d: SpanFigures;
  readonly last30d: SpanFigures;
  /** The period in even pieces, oldest first. */
  readonly buckets: readonly BucketCount[];
  /** The agents whose calls were most often stopped or went wrong in the period. */
  readonly troubled: readonly TroubledAgent[];
  /** What the present windows of limits have used. */
  readonly limits: readonly LedgerSum[];
  readonly waitingApprovals: number;
}

export type OverviewPeriod = "24h" | "7d" | "30d";

const HOUR_S = 3600;
/** Hours, quarter days and days: each gives between 24 and 30 pieces. */
const BUCKETS: Readonly<Record<OverviewPeriod, BucketSpan>> = {
  "24h": { seconds: HOUR_S, count: 24 },
  "7d": { seconds: 6 * HOUR_S, count: 28 },
  "30d": { seconds: 24 * HOUR_S, count: 30 },
};
const AGENTS_SHOWN = 5;
const ZERO: SpanFigures = {
  calls: 0,
  allowed: 0,
  denied: 0,
  askedApproval: 0,
  limited: 0,
  failed: 0,
  unknown: 0,
  costMicros: 0n,
  unpriced: 0,
};

/** The figures of an organization's first page, from records and ledger. */
export function readOverview(
  deps: { readonly db: Db },
  organizationId: string,
  period: OverviewPeriod = "24h",
): Promise<Overview> {
  const span = BUCKETS[period];
  return deps.db.tenant(organizationId, async (scope) => {
    const spans = new Map<string, SpanFigures>();
    for (const { span, decision, outcome, calls, costMicros, unpriced } of await countOutcomes(scope)) {
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
        unpriced:
          sum.unpriced +
          (outcome === "succeeded" || outcome === "failed" || outcome === "unknown" ? Number(unpriced) : 0),
      });
    }
    return {
      last24h: spans.get("24h") ?? ZERO,
      last7d: spans.get("7d") ?? ZERO,
      last30d: spans.get("30d") ?? ZERO,
      buckets: await countBuckets(scope, span),
      troubled: await countTroubled(scope, { hours: (span.seconds * span.count) / HOUR_S, limit: AGENTS_SHOWN }),
      limits: await sumLedger(scope),
      waitingApprovals: await countWaiting(scope, null),
    };
  });
}
