import { type Actor, newId, type Refusal, refusal } from "@countersign/contracts";
import { isJsonObject, parseStrictJson } from "@countersign/core";
import {
  type ApprovalRow,
  findApproval,
  findJoinable,
  insertApproval,
  type Revision,
  type TenantScope,
} from "@countersign/db";
import { decideEdited } from "./edited-call.ts";
import { type ApprovalDeps, inTenant } from "./moves.ts";
import { askedNow, recordOpening } from "./request.ts";
import { approvalRequirementSchema } from "./requirement.ts";

export interface AskingAgain {
  readonly organizationId: string;
  /** The approval whose call's outcome was unknown. */
  readonly approvalId: string;
  /** Who wants it to run again, and the record they said so about. */
  readonly actor: Actor;
  readonly recordId: string;
}

export type AskedAgain =
  | { readonly ok: true; readonly approvalId: string }
  | { readonly ok: false; readonly refusal: Refusal };

/** Why a call can't be asked for again, by the policy as it reads now; null when it can. Changes nothing. */
export function againFault(deps: ApprovalDeps, { organizationId, approvalId }: AskingAgain): Promise<Refusal | null> {
  return deps.db.tenant(organizationId, async (scope) => {
    const decided = await decideAgain(scope, approvalId);
    return decided.ok ? null : decided.refusal;
  });
}

/**
 * Asks people for a call again that may have run: a new approval, linked to the old one, by the policy as it reads now.
 * It needs its own votes, and the agent's repeat of the call finds it. Where the agent has repeated it meanwhile, that
 * approval is the one. Refuses with `call.again.refused`.
 */
export function askAgain(deps: ApprovalDeps, asking: AskingAgain): Promise<AskedAgain> {
  return inTenant<AskedAgain>(deps, asking.organizationId, async (scope) => {
    const decided = await decideAgain(scope, asking.approvalId);
    if (!decided.ok) return { value: decided };
    const { row, revision } = decided;
    const opened = await insertApproval(scope, await approvalAgain(scope, row, revision));
    if (!opened) {
      const rival = await findJoinable(scope, row.joinKey, 0);
      if (rival) return { value: { ok: true, approvalId: rival.id } };
      return { value: againRefused("The agent asked for it itself in the same moment.") };
    }
    const detail = { linkedFromId: row.id, again: asking.recordId };
    await recordOpening(scope, opened, { actor: asking.actor, detail });
    return { value: { ok: true, approvalId: opened.id }, moved: opened };
  });
}

type DecidedAgain =
  | { readonly ok: true; readonly row: ApprovalRow; readonly revision: Revision }
  | { readonly ok: false; readonly refusal: Refusal };

async function decideAgain(scope: TenantScope, approvalId: string): Promise<DecidedAgain> {
  const row = await findApproval(scope, approvalId);
  if (row?.state !== "unknown") return againRefused("Its approval isn't one whose outcome is unknown.");
  const args = parseStrictJson(row.argumentsText);
  if (!args.ok || !isJsonObject(args.value)) throw new Error(`the arguments of approval ${row.id} are no object`);
  const decided = await decideEdited(scope, row, args.value);
  return decided.ok ? { ok: true, row, revision: decided.revision } : againRefused(decided.why);
}

function againRefused(why: string): Extract<DecidedAgain, { ok: false }> {
  return { ok: false, refusal: refusal("call.again.refused", why) };
}

/** The same call of the same caller, asked for as the policy asks now; earlier votes are the old approval's. */
async function approvalAgain(scope: TenantScope, row: ApprovalRow, revision: Revision) {
  const { agentId, agentName, agentTitle, instanceId, instanceName, instanceProved, keyId, personId } = row;
  const { connectionId, connectionName, operationName, definitionHash, surface, clientName, clientVersion } = row;
  const { argumentsHash, idempotencyHash, joinKey, labels, agentReason } = row;
  return {
    id: newId("approval"),
    ...{ agentId, agentName, agentTitle, instanceId, instanceName, instanceProved, keyId, personId },
    ...{ connectionId, connectionName, operationName, definitionHash, surface, clientName, clientVersion },
    ...{ argumentsHash, idempotencyHash, joinKey, labels, agentReason },
    ...revision,
    linkedFromId: row.id,
    ...(await askedNow(scope, approvalRequirementSchema.parse(revision.requirement))),
  };
}
