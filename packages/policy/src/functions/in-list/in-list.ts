import { BOOL } from "../../conditions/cel-type.ts";
import { ConditionError, isList, kindOf, spend } from "../../conditions/cel-value.ts";
import type { FunctionSpec } from "../function-spec.ts";

const DOMAIN = /^[a-z0-9_]([a-z0-9_-]{0,62})?(\.[a-z0-9_]([a-z0-9_-]{0,62})?)*$/;

/**
 * `in_list(domain, lists.x)`: whether a domain is in a list whose entries may begin with `*.`, which stands for one or
 * more labels but not for the apex. Letters' case doesn't matter. Anything that isn't a plain domain (a trailing dot,
 * an address, other scripts) is an error, so that a look-alike is never taken for a member or for a stranger.
 */
export const inList: FunctionSpec = {
  name: "in_list",
  form: "function",
  parameters: ["string", "list"],
  minArguments: 2,
  maxArguments: 2,
  result: BOOL,
  call: ([value, list], frame) => {
    if (typeof value !== "string" || list === undefined || !isList(list)) {
      return new ConditionError(`in_list needs a domain and a list, not ${kindOf(value ?? null)}`);
    }
    const domain = value.toLowerCase();
    if (domain.length > 253 || !DOMAIN.test(domain))
      return new ConditionError("in_list was given something that is not a plain domain");
    const excess = spend(frame, 1 + list.length);
    return excess ?? list.some((entry) => typeof entry === "string" && isCovered(domain, entry.toLowerCase()));
  },
};

function isCovered(domain: string, entry: string): boolean {
  if (!entry.startsWith("*.")) return domain === entry;
  return domain.endsWith(entry.slice(1)) && domain.length > entry.length - 1;
}
