import type { Admission, Unavailable } from "@countersign/admission";
import { type LiveMessage, type OutboxMessage, outboxSchema } from "@countersign/contracts";
import {
  finishOutbox,
  type OutboxRow,
  type PlainScope,
  postponeOutbox,
  raiseVersionInForce,
  takeOutbox,
  type WorkerDb,
} from "@countersign/db";
import { askAgain, followWithDeliveries, planDeliveries } from "../deliveries/plan.ts";
import { tellDelegate } from "../deliveries/tell-delegate.ts";
import { settleKillLift } from "../kills/lift-kill.ts";

export interface RelayDeps {
  readonly db: WorkerDb;
  readonly admission: Pick<Admission, "raiseVersion" | "kill" | "lift" | "clearLabels" | "liftHold" | "publishLive">;
  /** Puts an approval's expiry off to its time; called again for the same approval it must change nothing. */
  readonly scheduleExpiry: (expiry: {
    readonly organizationId: string;
    readonly approvalId: string;
    readonly expiresAtMs: number;
  }) => Promise<void>;
  /** Has a connection looked at; called again for the same message it must not do so twice. */
  readonly requestDiscovery: (discovery: {
    readonly organizationId: string;
    readonly connectionId: string;
    readonly messageId: string;
  }) => Promise<void>;
  /** Has a webhook sent a test; called again for the same message it must not do so twice. */
  readonly requestWebhookTest: (test: {
    readonly organizationId: string;
    readonly webhookId: string;
    readonly messageId: string;
  }) => Promise<void>;
  /** See `planDeliveries`. */
  readonly mostAnnounced: number;
  /** 0 ≤ n < 1; spreads tries that failed. */
  readonly random: () => number;
  readonly onFailure: (row: OutboxRow, problem: string) => void;
}

const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 60_000;
const RELAY_TIMEOUT_MS = 30_000;

/**
 * Does what the outbox holds, at least once each, at most `limit` at a time; several relays share the work. What fails is
 * tried again later and later. Returns how many were taken.
 */
export function relayOutbox(deps: RelayDeps, limit: number): Promise<number> {
  return deps.db.system(
    async (scope) => {
      const rows = await takeOutbox(scope, limit);
      const done: string[] = [];
      for (const row of rows) {
        const problem = await tryRelay(deps, scope, row);
        if (problem === null) {
          done.push(row.id);
          continue;
        }
        deps.onFailure(row, problem);
        await postponeOutbox(scope, row.id, delayMs(row.attempts, deps.random()));
        // What failed may fail for all: the rest is taken up by the next round rather than held locked meanwhile.
        break;
      }
      await finishOutbox(scope, done);
      return rows.length;
    },
    { timeoutMs: RELAY_TIMEOUT_MS },
  );
}

/** Doubles with each try, up to a minute, spread over its upper half. */
export function delayMs(attempts: number, random: number): number {
  const ceiling = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(attempts, 20));
  return Math.round(ceiling * (0.5 + random / 2));
}

async function tryRelay(deps: RelayDeps, scope: PlainScope, row: OutboxRow): Promise<string | null> {
  const parsed = outboxSchema.safeParse({ topic: row.topic, payload: row.payload });
  if (!parsed.success) return `not a message of the outbox: ${row.topic}`;
  try {
    const failure = await relay(deps, row, parsed.data);
    if (failure) return failure.reason;
    if (parsed.data.topic === "version.raised") {
      await raiseVersionInForce(scope, row.organizationId, BigInt(parsed.data.payload.version));
    }
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function relay(deps: RelayDeps, row: OutboxRow, message: OutboxMessage): Promise<Unavailable | null> {
  const { admission } = deps;
  const { organizationId, shard } = row;
  const place = { org: organizationId, shard };
  const say = async (live: LiveMessage) => failureOf(await admission.publishLive(place, JSON.stringify(live)));
  switch (message.topic) {
    case "version.raised": {
      const failure = failureOf(await admission.raiseVersion(place, Number(message.payload.version)));
      return failure ?? say({ type: "version", version: message.payload.version });
    }
    case "approval.requested":
      await deps.scheduleExpiry({ organizationId, ...message.payload });
      await planDeliveries(deps, { organizationId, approvalId: message.payload.approvalId }, { kind: "asked" });
      return say({ type: "approval", id: message.payload.approvalId, state: "pending" });
    case "approval.escalated": {
      const { approvalId, afterMs } = message.payload;
      await planDeliveries(deps, { organizationId, approvalId }, { kind: "escalated", afterMs });
      return say({ type: "approval", id: approvalId, state: "pending" });
    }
    case "approval.reminded": {
      const { approvalId, step } = message.payload;
      await planDeliveries(deps, { organizationId, approvalId }, { kind: "reminded", step });
      return null;
    }
    case "approval.glass": {
      const { approvalId, breaks } = message.payload;
      await planDeliveries(deps, { organizationId, approvalId }, { kind: "glass", step: breaks });
      return say({ type: "approval", id: approvalId, state: "pending" });
    }
    case "approval.revised": {
      const { approvalId, revision } = message.payload;
      await askAgain(deps, { organizationId, approvalId }, { kind: "revised", revision });
      return say({ type: "approval", id: approvalId, state: "pending" });
    }
    case "approval.changed":
      await followWithDeliveries(deps, { organizationId, ...message.payload });
      return say({ type: "approval", id: message.payload.approvalId, state: message.payload.state });
    case "delegate.named":
      await tellDelegate(deps, { organizationId, ...message.payload });
      return null;
    case "connection.discover":
      await deps.requestDiscovery({ organizationId, ...message.payload, messageId: row.id });
      return say({ type: "connection", id: message.payload.connectionId });
    case "webhook.test":
      await deps.requestWebhookTest({ organizationId, ...message.payload, messageId: row.id });
      return null;
    case "session.cleared": {
      const { upToSequence, ...session } = message.payload;
      return failureOf(await admission.clearLabels(place, session, upToSequence));
    }
    case "hold.lifted":
      return failureOf(await admission.liftHold(place, message.payload));
    case "kill.lifted":
      return liftKill(deps, organizationId, message.payload.target);
  }
}

/** Somebody may have pulled it again meanwhile: then it stays on. */
async function liftKill({ db, admission }: RelayDeps, organizationId: string, targetId: string) {
  const isSettled = await settleKillLift({ db, hot: admission }, { organizationId, targetId });
  const reason = "the kill switch couldn't be lifted in Redis";
  return isSettled ? null : ({ kind: "UNAVAILABLE", reason } as const);
}

function failureOf(verdict: { readonly kind: string } | Unavailable): Unavailable | null {
  return verdict.kind === "UNAVAILABLE" && "reason" in verdict ? verdict : null;
}
