import type { PolicyCall } from "../policy-call.ts";
import type { CompiledPolicy } from "./compiled-policy.ts";
import type { Weighed } from "./decide.ts";

interface Telling {
  readonly policy: CompiledPolicy;
  readonly call: PolicyCall;
  readonly weighed: readonly Weighed[];
  readonly deciding: readonly Weighed[];
  readonly outcome: "allow" | "ask" | "deny" | "default" | "unpriced";
}

const MAX_NAMES = 3;

/**
 * The sentence an agent reads. It names rules and the agent's own arguments, and what else it may try; it never holds
 * a condition, a list, a value or another agent's name. A rule's own message is its author's and stands as it is.
 */
export function agentMessage(telling: Telling): string {
  const { call, deciding, outcome, weighed } = telling;
  switch (outcome) {
    case "allow":
      return `Allowed by ${rulesText(deciding)}.`;
    case "ask":
      return `${ownMessage(deciding) ?? `A person must approve this call of ${call.operation}.`} (${rulesText(deciding)})`;
    case "deny":
      return `${ownMessage(deciding) ?? `This call of ${call.operation} is not allowed.`} (${rulesText(deciding)})${advice(deciding)}`;
    case "unpriced":
      return `${call.operation} has no price, so it can't be counted against a spending limit. Ask the organization to set one.`;
    case "default":
      return defaultMessage(telling, weighed);
  }
}

function defaultMessage({ policy, call }: Telling, weighed: readonly Weighed[]): string {
  if (!policy.operations.has(call.operation))
    return `There is no operation ${call.operation}. List the tools to see what you may call.`;
  const possible = weighed.filter(({ rule, verdict }) => rule.clause.effect !== "deny" && verdict !== true);
  if (possible.length === 0) {
    return `No rule allows you to call ${call.operation}. List the tools to see what you may call, or ask the organization for it.`;
  }
  return `No rule allows ${call.operation} with these arguments. It is possible under ${rulesText(possible)}${advice(possible, true)}`;
}

function ownMessage(deciding: readonly Weighed[]): string | null {
  return deciding.find(({ rule }) => rule.clause.message !== null)?.rule.clause.message ?? null;
}

function rulesText(weighed: readonly Weighed[]): string {
  const ids = weighed.map(({ rule }) => `"${rule.clause.id}"`);
  const shown = ids.slice(0, MAX_NAMES).join(", ");
  const more = ids.length > MAX_NAMES ? ` and ${ids.length - MAX_NAMES} more` : "";
  return `${ids.length === 1 ? "rule" : "rules"} ${shown}${more}`;
}

/** Which arguments it turned on, so that the agent knows what to change. */
function advice(weighed: readonly Weighed[], isContinued = false): string {
  const names = [...new Set(weighed.flatMap(({ rule }) => rule.condition?.().reads ?? []))]
    .map((path) => path.slice("args.".length))
    .sort();
  if (names.length === 0)
    return isContinued ? ", whose condition this call doesn't meet." : " Other calls are not affected.";
  const shown = names.slice(0, MAX_NAMES).join(", ");
  return isContinued ? `, depending on ${shown}. Try another value.` : ` It depends on ${shown}: try another value.`;
}
