import { type Actor, type Refusal, refusal } from "@countersign/contracts";
import { type Db, type DeliveryRow, findApproval, listDeliveries, resendDelivery } from "@countersign/db";
import { recordAct } from "../approvals/moves.ts";

/** A message about an approval as people see it. Times are UTC ms. */
export interface DeliveryView {
  readonly id: string;
  readonly channel: DeliveryRow["channel"];
  readonly target: string;
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
  return db.tenant(organizationId, async (scope) => (await listDeliveries(scope, approvalId)).map(deliveryView));
}

function deliveryView(row: DeliveryRow): DeliveryView {
  const { id, channel, target, occasion, state, attempts, problem, sentAt, dueAt } = row;
  const nextTryAtMs = state === "waiting" ? dueAt.getTime() : null;
  return { id, channel, target, occasion, state, attempts, problem, sentAtMs: sentAt?.getTime() ?? null, nextTryAtMs };
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
