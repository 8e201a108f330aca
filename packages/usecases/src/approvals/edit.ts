import { refusal } from "@countersign/contracts";
import { isJsonObject, type JsonObject, parseStrictJson } from "@countersign/core";
import {
  type ApprovalRow,
  appendOutbox,
  findVotes,
  insertRevision,
  reviseApproval,
  type TenantScope,
} from "@countersign/db";
import {
  castVote,
  changedRefusal,
  type DecidedApproval,
  entitledTo,
  finalRefusal,
  forbiddenRefusal,
  holdApproval,
  refuse,
  type Voter,
  votersOf,
  wayOf,
} from "./decide.ts";
import { decideEdited } from "./edited-call.ts";
import { type ApprovalDeps, inTenant, type Moved, recordAct } from "./moves.ts";
import { readRequirement } from "./requirement.ts";

export interface ApprovalEdit extends Voter {
  readonly organizationId: string;
  readonly approvalId: string;
  /** The revision this person was shown. */
  readonly revision: number;
  /** The call's arguments as this person wants them: all of them. */
  readonly arguments: JsonObject;
}

/**
 * Changes the arguments of a call that waits, and approves it so: the policy decides it again, earlier votes are void,
 * who cast them are asked again, and the editor's vote counts for the new revision. Refusals: those of
 * `decideApproval`, and `approval.edit.refused` where the rules let nobody change it or the policy denies the outcome.
 */
export function editApproval(deps: ApprovalDeps, edit: ApprovalEdit): Promise<DecidedApproval> {
  return inTenant(deps, edit.organizationId, async (scope) => {
    const held = await holdApproval(scope, edit.approvalId);
    if ("value" in held) return held;
    return reviseHeld(scope, held.row, edit);
  });
}

async function reviseHeld(scope: TenantScope, row: ApprovalRow, edit: ApprovalEdit): Promise<Moved<DecidedApproval>> {
  if (row.state !== "pending") return refuse(finalRefusal(row, await findVotes(scope, [row.id])));
  if (edit.revision !== row.revision) return refuse(changedRefusal());
  const voters = await votersOf(scope, row);
  const editor = voters && entitledTo(voters, edit.userId);
  if (!editor) return refuse(await forbiddenRefusal(scope, row, edit.userId));
  if (!readRequirement(row.requirement)?.allowEdit) {
    return refuse(refusal("approval.edit.refused", "The rules that ask don't let approvers change the call."));
  }
  const decided = await decideEdited(scope, row, edit.arguments);
  if (!decided.ok) return refuse(refusal("approval.edit.refused", decided.why));
  if (decided.revision.argumentsText === row.argumentsText) {
    const problem = { path: "arguments", message: "Nothing is changed: approve it as it is." };
    return refuse(refusal("request.body.invalid", problem.message, { problems: [problem] }));
  }
  if (row.revision === 1) await insertRevision(scope, row, null);
  const revised = await reviseApproval(scope, row.id, decided.revision);
  // The row is locked, so only the clock can have come between.
  if (!revised) return refuse(refusal("approval.state.final", "This approval expired while you changed it."));
  const actor = { kind: "user" as const, id: editor.userId, name: editor.name };
  await insertRevision(scope, revised, actor);
  await recordAct(scope, revised, {
    action: "approval.revised",
    actor,
    detail: {
      ...wayOf(edit),
      changed: changedMembers(row.argumentsText, revised.argumentsText),
      before: shownOf(row),
      after: shownOf(revised),
    },
  });
  await appendOutbox(scope, {
    topic: "approval.revised",
    payload: { approvalId: row.id, revision: revised.revision },
  });
  return { moved: revised, ...(await voteOfEditor(scope, revised, edit)) };
}

/** Counts for the new revision, if the rules that ask about it name the editor too. */
async function voteOfEditor(
  scope: TenantScope,
  revised: ApprovalRow,
  { arguments: _made, ...edit }: ApprovalEdit,
): Promise<Moved<DecidedApproval>> {
  return castVote(scope, revised, { ...edit, revision: revised.revision, decision: "approve", reason: null });
}

function shownOf(row: ApprovalRow) {
  const { revision, forwardedHash, ruleIds, policyVersion } = row;
  return { revision, forwardedHash, ruleIds, policyVersion, priceMicros: row.priceMicros.toString() };
}

/** Names of the arguments that differ; never their values, which stand in the revisions. */
function changedMembers(before: string, after: string): string[] {
  const [was, is] = [membersOf(before), membersOf(after)];
  const names = new Set([...was.keys(), ...is.keys()]);
  return [...names].filter((name) => was.get(name) !== is.get(name)).sort();
}

function membersOf(text: string): Map<string, string> {
  const parsed = parseStrictJson(text);
  const object = parsed.ok && isJsonObject(parsed.value) ? parsed.value : {};
  return new Map(Object.entries(object).map(([name, value]) => [name, JSON.stringify(value)]));
}
