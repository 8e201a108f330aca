import { createHash } from "node:crypto";
import { type Actor, newId, type Principal, type Surface } from "@countersign/contracts";
import { canonicalJson } from "@countersign/core";
import {
  type ApprovalRow,
  appendOutbox,
  countPendingOf,
  databaseTime,
  expirePending,
  findJoinable,
  insertApproval,
  lapseApproved,
  type TenantScope,
} from "@countersign/db";
import { storableText } from "@countersign/db/audit";
import { type ApprovalAct, type ApprovalDeps, inTenant, recordAct, recordMove, SYSTEM_ACTOR } from "./moves.ts";
import {
  approvalRequirementSchema,
  inHours,
  nextAsking,
  type RequirementInput,
  type StoredRequirement,
} from "./requirement.ts";
import { type ApprovalFacts, factsOf } from "./view.ts";

/** How long a result that nobody collected answers a plain repeat of its call. */
const KEPT_RESULT_MS = 15 * 60_000;
const TRIES = 5;

/** One exact call that people are asked to countersign. */
export interface ApprovalRequest {
  readonly organizationId: string;
  readonly principal: Principal;
  readonly agentTitle: string;
  readonly connectionId: string;
  readonly connectionName: string;
  readonly operationName: string;
  readonly definitionHash: string;
  readonly surface: Surface;
  /** The forwarded form: canonical JSON. */
  readonly argumentsText: string;
  readonly argumentsHash: string;
  readonly forwardedHash: string;
  readonly priceMicros: bigint;
  /** The line that the strip shows of the call. */
  readonly summary: string;
  readonly labels: readonly string[];
  /** Why the agent wants it, in its own words: a claim. */
  readonly agentReason: string | null;
  readonly policyVersion: number;
  readonly ruleIds: readonly string[];
  readonly requirement: RequirementInput;
  readonly requirementHash: string;
  readonly runMode: "on_approval" | "on_claim";
  /** What its idempotency key is, hashed with its caller; null without one. */
  readonly idempotencyHash: string | null;
  /** The approval this one replaces since its votes no longer satisfy the rules; that one is cancelled first. */
  readonly linkedFromId: string | null;
}

export interface RequestedApproval {
  /** Joined ones may be in any open state, or have run with a result that waits to be collected. */
  readonly approval: ApprovalFacts;
  readonly joined: boolean;
}

/**
 * As `requestApproval`, for an agent that may have at most `mostPending` calls waiting for people. Null when it has as
 * many: exact, however many it asks about at once. Joining what waits already is always possible.
 */
export function requestApprovalWithin(
  deps: ApprovalDeps,
  request: ApprovalRequest,
  mostPending: number,
): Promise<RequestedApproval | null> {
  return placeRequest(deps, request, mostPending);
}

/**
 * Opens an approval for one exact call, or joins the one an identical call opened. Throws ZodError on a requirement that
 * couldn't be decided later, and Error when the call can't be placed after several tries against rivals.
 */
export async function requestApproval(deps: ApprovalDeps, request: ApprovalRequest): Promise<RequestedApproval> {
  const placed = await placeRequest(deps, request, null);
  if (!placed) throw new Error("a request without a bound was refused for its bound");
  return placed;
}

async function placeRequest(
  deps: ApprovalDeps,
  request: ApprovalRequest,
  mostPending: number | null,
): Promise<RequestedApproval | null> {
  const requirement = approvalRequirementSchema.parse(request.requirement);
  const joinKey = joinKeyOf(request);
  for (let tries = 0; tries < TRIES; tries += 1) {
    const placed = await inTenant<RequestedApproval | "full" | "missed">(
      deps,
      request.organizationId,
      async (scope) => {
        const before = await findLiving(scope, joinKey);
        const { agentId } = request.principal;
        const isFull = !before && mostPending !== null && (await countPendingOf(scope, agentId)) >= mostPending;
        if (isFull) return { value: "full" };
        const opened = before
          ? null
          : await insertApproval(scope, await newApproval(scope, request, { requirement, joinKey }));
        if (opened) {
          await recordOpening(scope, opened);
          return { value: { approval: factsOf(opened), joined: false }, moved: opened };
        }
        const joined = before ?? (await findLiving(scope, joinKey));
        if (!joined) return { value: "missed" };
        await recordAct(scope, joined, { action: "approval.joined", actor: agentOf(joined) });
        return { value: { approval: factsOf(joined), joined: true } };
      },
    );
    if (placed === "full") return null;
    if (placed !== "missed") return placed;
  }
  throw new Error("the approval ended each time the call was to join it");
}

/** What a repeat of the call may join; one whose time has run out is ended here rather than joined. */
async function findLiving(scope: TenantScope, joinKey: string): Promise<ApprovalRow | null> {
  const found = await findJoinable(scope, joinKey, KEPT_RESULT_MS);
  if (found?.state !== "pending" && found?.state !== "approved") return found;
  const isPending = found.state === "pending";
  const ended = isPending ? await expirePending(scope, found.id) : await lapseApproved(scope, found.id);
  if (!ended) return found;
  await recordMove(scope, ended, { action: isPending ? "approval.expired" : "approval.lapsed", actor: SYSTEM_ACTOR });
  return null;
}

/** One record and one message of an approval that was just opened. */
export async function recordOpening(
  scope: TenantScope,
  row: ApprovalRow,
  { actor, detail }: Omit<ApprovalAct, "action"> = { actor: agentOf(row), detail: { reason: row.agentReason } },
): Promise<void> {
  await recordAct(scope, row, { action: "approval.requested", actor, ...(detail && { detail }) });
  await appendOutbox(scope, {
    topic: "approval.requested",
    payload: { approvalId: row.id, expiresAtMs: row.expiresAt.getTime() },
  });
}

function agentOf(row: ApprovalRow): Actor {
  return { kind: "system", id: row.agentId, name: row.agentName };
}

/** What is stored with an approval that is asked for now: who is asked at this hour, and when it is asked again. */
export async function askedNow(scope: TenantScope, requirement: StoredRequirement) {
  const hasHours = requirement.rules.some(({ hours }) => hours !== null);
  const asked = hasHours ? inHours(requirement, (await databaseTime(scope)).getTime()) : requirement;
  return {
    requirement: JSON.parse(JSON.stringify(asked)),
    expiresMs: asked.expiresMs,
    escalateMs: nextAsking(asked, 0),
  };
}

interface Placed {
  readonly requirement: StoredRequirement;
  readonly joinKey: string;
}

async function newApproval(scope: TenantScope, request: ApprovalRequest, { requirement, joinKey }: Placed) {
  const { principal, organizationId: _scope, ...call } = request;
  return {
    ...call,
    id: newId("approval"),
    agentId: principal.agentId,
    agentName: principal.agentName,
    instanceId: principal.instanceId,
    instanceName: principal.instanceName,
    instanceProved: principal.instanceProved,
    keyId: principal.keyId,
    personId: principal.personId,
    clientName: storableText(principal.clientName),
    clientVersion: storableText(principal.clientVersion),
    agentReason: storableText(request.agentReason),
    labels: [...request.labels],
    ruleIds: [...request.ruleIds],
    joinKey,
    ...(await askedNow(scope, requirement)),
  };
}

/** What an identical repeat shares: principal, operation as it was defined, arguments, and the key it came with. */
function joinKeyOf(request: ApprovalRequest): string {
  const { principal } = request;
  const tuple = [
    request.organizationId,
    principal.agentId,
    principal.instanceId ?? principal.instanceName,
    principal.personId,
    request.connectionId,
    request.operationName,
    request.argumentsHash,
    request.definitionHash,
    request.idempotencyHash,
  ];
  return createHash("sha256").update(canonicalJson(tuple)).digest("hex");
}
