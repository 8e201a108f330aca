import type { JsonObject } from "@countersign/core";
import { appendAct, type TenantScope } from "@countersign/db";
import { SYSTEM_ACTOR } from "../approvals/moves.ts";

/** Something of an organization that was lost or taken back. */
export interface Gap {
  readonly id: string;
  readonly action: "state.rebuilt" | "state.restored";
  readonly detail: JsonObject;
  readonly summary: string;
}

/** Puts the record of a gap on its way, in the transaction of what was done about it. */
export function appendGap(scope: TenantScope, gap: Gap): Promise<void> {
  const { organizationId } = scope;
  return appendAct(scope, {
    ...gap,
    kind: "gap",
    actor: SYSTEM_ACTOR,
    subject: { kind: "organization", id: organizationId, name: organizationId },
    approvalId: null,
    agentName: null,
    instanceName: null,
    connectionName: null,
    operationName: null,
  });
}
