import type { LimitUse } from "@countersign/admission";
import { canonicalJson, fixedArguments } from "@countersign/core";
import type { Decision } from "@countersign/policy";
import type { GrantEntry } from "../snapshot/gateway-snapshot.ts";
import type { Call } from "./call.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";
import { requirementHashOf } from "./requirement-hash.ts";

/**
 * The grant that lets a call through that would ask people; null where there is none. It must be this instance's, of the
 * tool and the rules as they are now, and the call alike in every argument that isn't left open. Whether it has calls and
 * time left is admission's to say; `spent` are those that had none.
 */
export function grantFor(
  deps: Pick<PipelineDeps, "hashes">,
  call: Call,
  { decision, spent }: { readonly decision: Decision; readonly spent: ReadonlySet<string> },
): GrantEntry | null {
  const granted = call.snapshot.grants.get(call.operation.fullName);
  if (!granted) return null;
  const hash = requirementHashOf(deps, decision);
  const now = Date.now();
  const fits = (grant: GrantEntry): boolean =>
    !spent.has(grant.id) &&
    isOf(grant, call) &&
    grant.requirementHash === hash &&
    now < (grant.window.endMs ?? 0) &&
    (call.sessionLabels ?? []).every((label) => grant.labels.includes(label)) &&
    canonicalJson(fixedArguments(call.forwarded, grant.vary)) === grant.fixedArguments;
  return granted.find(fits) ?? null;
}

function isOf({ agentId, instanceId, instanceName, definitionHash }: GrantEntry, { caller, operation }: Call): boolean {
  if (definitionHash !== operation.definitionHash || agentId !== caller.agent.id) return false;
  if (instanceId !== null || caller.instance.id !== null) return instanceId === caller.instance.id;
  return instanceName === caller.instance.name;
}

/** What a call takes from its grant: one of so many, while it lasts by the clock of admission. */
export function grantUse({ id, calls, window }: GrantEntry, organizationId: string): LimitUse {
  return {
    kind: "calls",
    id: `grant/${id}`,
    rule: id,
    scope: { kind: "organization", id: organizationId },
    max: BigInt(calls),
    windows: { present: window, next: null },
  };
}
