import { type Actor, type Refusal, refusal } from "@countersign/contracts";
import { type Channel, isTypedId } from "@countersign/core";
import { type Db, findApproval, findElectors, type TenantScope } from "@countersign/db";
import {
  countParkedDeliveries,
  type DeliveryRow,
  listDeliveries,
  listParkedDeliveries,
  resendDelivery,
} from "@countersign/db/channels";
import { recordAct } from "../approvals/moves.ts";

/** A message about an approval as people see it. Times are UTC ms. */
export interface DeliveryView {
  readonly id: string;
  readonly approvalId: string;
  readonly channel: Channel;
  /** A person's name, or the address, channel of Slack or webhook; null for somebody who has left. */
  readonly to: string | null;
  readonly occasion: string;
  readonly state: DeliveryRow["state"];
  readonly attempts: number;
  readonly problem: string | null;
  readonly sentAtMs: number | null;
  /** When it is tried next; null unless it waits. */
  readonly nextTryAtMs: number | null;
}

interface Target {
  readonly organizationId: string;
  readonly approvalId: string;
}

/** Who was told of an approval, where, and what became of it; oldest first. */
export function readDeliveries(
  { db }: { readonly db: Db },
  { organizationId, approvalId }: Target,
): Promise<DeliveryView[]> {
  return db.tenant(organizationId, async (scope) => viewsOf(scope, await listDeliveries(scope, approvalId)));
}

export interface ParkedQuery {
  readonly organizationId: string;
  /** Null: all of them. */
  readonly channel: Channel | null;
  readonly limit: number;
  /** The `nextCursor` of the page before. */
  readonly cursor: string | null;
}

export interface ParkedPage {
  readonly messages: readonly DeliveryView[];
  /** How many there are in all on each channel that has some. */
  readonly counts: readonly { readonly channel: Channel; readonly count: number }[];
  readonly nextCursor: string | null;
}

/** A page of the messages that a channel refused, of the whole organization; newest first. */
export function listParked({ db }: { readonly db: Db }, query: ParkedQuery): Promise<ParkedPage> {
  const { organizationId, channel, limit, cursor } = query;
  return db.tenant(organizationId, async (scope) => {
    const rows = await listParkedDeliveries(scope, { channel, after: cursor, limit: limit + 1 });
    const page = rows.slice(0, limit);
    return {
      messages: await viewsOf(scope, page),
      counts: await countParkedDeliveries(scope),
      nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
    };
  });
}

async function viewsOf(scope: TenantScope, rows: readonly DeliveryRow[]): Promise<DeliveryView[]> {
  const names = new Map((await findElectors(scope)).map(({ userId, name }) => [userId, name]));
  return rows.map((row) => {
    const { id, approvalId, channel, target, occasion, state, attempts, problem } = row;
    return {
      id,
      approvalId,
      channel,
      to: isTypedId("user", target) ? (names.get(target) ?? null) : target,
      occasion,
      state,
      attempts,
      problem,
      sentAtMs: row.sentAt?.getTime() ?? null,
      nextTryAtMs: state === "waiting" ? row.dueAt.getTime() : null,
    };
  });
}

export type Resent = { readonly ok: true } | { readonly ok: false; readonly refusal: Refusal };

/** Sends a parked message again; recorded. Refusal: `request.target.unknown` when there is no parked one of this id. */
export function resendParked(
  { db }: { readonly db: Db },
  { organizationId, approvalId, deliveryId, actor }: Target & { readonly deliveryId: string; readonly actor: Actor },
): Promise<Resent> {
  return db.tenant(organizationId, async (scope) => {
    const row = await findApproval(scope, approvalId);
    if (!row || !(await resendDelivery(scope, { approvalId, id: deliveryId }))) {
      return {
        ok: false,
        refusal: refusal("request.target.unknown", "There is no message that waits to be sent again."),
      };
    }
    await recordAct(scope, row, { action: "approval.message_resent", actor, detail: { delivery: deliveryId } });
    return { ok: true };
  });
}
