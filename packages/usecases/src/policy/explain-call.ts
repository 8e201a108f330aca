import { calendarWindows, type JsonObject } from "@countersign/core";
import {
  type Db,
  findAgentByName,
  findInstance,
  findOrganization,
  findPolicyVersion,
  type InstanceRow,
  type LedgerSum,
  sumLedger,
  type TenantScope,
} from "@countersign/db";
import {
  compilePolicy,
  type Explanation,
  explain,
  type LimitSpec,
  type PolicyContext,
  type PolicyProblem,
  parsePolicy,
} from "@countersign/policy";
import { type Outcome, unknownTarget } from "../configuration/outcome.ts";
import { readPolicyContext } from "./policy-context.ts";

export interface TriedCall {
  readonly organizationId: string;
  /** The policy to ask; without it the one in use. */
  readonly source?: string;
  /** The agent's name. */
  readonly agent: string;
  /** One of its instances by name; without it the agent's default one. */
  readonly instance?: string;
  /** `connection.operation`. */
  readonly operation: string;
  readonly args: JsonObject;
  /** What its session has; null where nobody knows, which fails every condition on it. */
  readonly labels: readonly string[] | null;
}

/** A limit of the call with what its present window has used. */
export interface LimitRoom {
  readonly spec: LimitSpec;
  /** Calls or micro-USD, by the ledger; null where nobody counts over time (a smooth rate, calls at once). */
  readonly used: bigint | null;
  /** UTC ms; null where nothing resets. */
  readonly resetsAtMs: number | null;
}

export type CallExplanation =
  | { readonly kind: "explained"; readonly explanation: Explanation; readonly limits: readonly LimitRoom[] }
  /** The policy's text can't be read, so that it decides nothing. */
  | { readonly kind: "unreadable"; readonly problems: readonly PolicyProblem[] };

/** What a policy says of one call and why. Nothing runs, nothing is counted or recorded. */
export async function explainCall(
  deps: { readonly db: Db; readonly now?: () => number },
  input: TriedCall,
): Promise<Outcome<CallExplanation>> {
  const nowMs = (deps.now ?? Date.now)();
  return deps.db.tenant(input.organizationId, async (scope): Promise<Outcome<CallExplanation>> => {
    const organization = await findOrganization(scope);
    if (!organization) throw new Error("the organization whose policy is asked doesn't exist");
    const agent = await findAgentByName(scope, input.agent);
    if (!agent) return unknownTarget("agent");
    const named = input.instance !== undefined && input.instance !== "default";
    const instance =
      input.instance === undefined ? null : await findInstance(scope, { agentId: agent.id, name: input.instance });
    if (named && !instance) return unknownTarget("instance");
    const parsed = parsePolicy(input.source ?? (await sourceInUse(scope)));
    if (!parsed.ok) return { ok: true, value: { kind: "unreadable", problems: parsed.problems } };
    const context = await readPolicyContext(scope, organization);
    const explanation = explain(compilePolicy(parsed.document, context), {
      agent: { id: agent.id, name: agent.name, tags: agent.tags },
      instance: countedInstance(agent.id, instance),
      person: null,
      operation: input.operation,
      args: input.args,
      session: input.labels && { labels: input.labels },
      nowMs,
    });
    const sums = await sumLedger(scope);
    const limits = explanation.decision.limits.map((spec) =>
      roomOf(spec, { sums, organizationId: organization.id, context, nowMs }),
    );
    return { ok: true, value: { kind: "explained", explanation, limits } };
  });
}

const NO_POLICY = "version: 1\n";

async function sourceInUse(scope: TenantScope): Promise<string> {
  return (await findPolicyVersion(scope))?.source ?? NO_POLICY;
}

/** As the gateway counts: a declared name proves nothing, so what counts per instance counts on its agent. */
function countedInstance(agentId: string, instance: InstanceRow | null) {
  if (!instance) return { id: agentId, name: "default", proved: false };
  return { id: instance.proved ? instance.id : agentId, name: instance.name, proved: instance.proved };
}

interface Counted {
  readonly sums: readonly LedgerSum[];
  readonly organizationId: string;
  readonly context: PolicyContext;
  readonly nowMs: number;
}

function roomOf(spec: LimitSpec, { sums, organizationId, context, nowMs }: Counted): LimitRoom {
  if (spec.window.kind !== "calendar") return { spec, used: null, resetsAtMs: null };
  const window = calendarWindows(spec.window.per, context.timeZone, nowMs).present;
  const rule = spec.ruleUid ?? spec.owner?.id ?? organizationId;
  const scopeId = spec.scopeId === "" ? organizationId : spec.scopeId;
  const sum = sums.find(
    (one) =>
      one.rule === rule &&
      one.kind === spec.kind &&
      one.limitName === (spec.limitId ?? "") &&
      one.scopeKind === spec.scope &&
      one.scopeId === scopeId &&
      one.windowId === window.id,
  );
  return { spec, used: sum?.used ?? 0n, resetsAtMs: window.endMs };
}
