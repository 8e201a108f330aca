import type { ErrorCode } from "@countersign/contracts";
import { type Decision, decide } from "@countersign/policy";
import { mayReach } from "../identity/caller.ts";
import { standingRefusal } from "../identity/standing-refusal.ts";
import type { Call } from "./call.ts";
import { standingOf } from "./standing.ts";

/** The policy's decision, and the code under which a refusal is told. */
export interface CallDecision extends Decision {
  readonly refusalCode: ErrorCode | null;
}

/** What the policy says of a call. Anything that keeps it from being decided denies it. */
export function decideCall(call: Call): CallDecision {
  const { snapshot, caller, operation, request } = call;
  const killed = standingOf(call).killKeys.find((id) => snapshot.killed.has(id));
  if (killed !== undefined) {
    const { code, detail } = standingRefusal({ kind: "KILLED", which: killed });
    return denial(code, detail);
  }
  if (!mayReach(caller, operation.connection.id)) {
    return denial("auth.key.restricted", "The key isn't meant for this connection.");
  }
  if (operation.isQuarantined) {
    const text = "The tool's definition changed and a person has to review it first.";
    return denial("call.definition.quarantined", text);
  }
  if (!snapshot.policy)
    return denial("policy.default.denied", "No rule allows it: the organization has published no policy.");
  try {
    const decision = decide(snapshot.policy, {
      agent: { id: caller.agent.id, name: caller.agent.name, tags: caller.agent.tags },
      instance: { id: call.policySession.instanceId, name: caller.instance.name, proved: caller.instance.isProved },
      person: null,
      operation: operation.fullName,
      args: request.arguments,
      // Where nobody looked them up they are unknown: an error in a condition, never an empty list.
      session: call.sessionLabels && { labels: call.sessionLabels },
      nowMs: Date.now(),
    });
    return { refusalCode: decision.code, ...decision };
  } catch {
    return denial("platform.decision.unavailable", "The policy couldn't be evaluated for this call, so it is denied.");
  }
}

function denial(refusalCode: ErrorCode, text: string): CallDecision {
  return {
    decision: "deny",
    code: "policy.default.denied",
    refusalCode,
    message: text,
    rules: [],
    reasons: [{ code: "default.deny", ruleId: null, text }],
    respond: null,
    limits: [],
    reserveMicros: 0n,
    isPriced: false,
    isReserveBound: false,
    approval: null,
    redactions: { arguments: [], result: [] },
    labels: [],
    cost: null,
    costSoFar: null,
    observed: null,
    considered: [],
  };
}
