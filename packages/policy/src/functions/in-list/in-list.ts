import { BOOL } from "../../conditions/cel-type.ts";
import { type CelList, ConditionError, isList, kindOf, spend } from "../../conditions/cel-value.ts";
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
    const known = readyLists.get(list);
    return spend(frame, known ? 8 : 8 + list.length) ?? isCovered(domain, known ?? makeReady(list));
  },
};

/** Lists of the policy are the same object for every call, so that each is read once. */
const readyLists = new WeakMap<CelList, ReadonlySet<string>>();

function makeReady(list: CelList): ReadonlySet<string> {
  const entries = new Set(list.flatMap((entry) => (typeof entry === "string" ? [entry.toLowerCase()] : [])));
  readyLists.set(list, entries);
  return entries;
}

function isCovered(domain: string, entries: ReadonlySet<string>): boolean {
  if (entries.has(domain)) return true;
  for (let dot = domain.indexOf("."); dot >= 0; dot = domain.indexOf(".", dot + 1)) {
    if (entries.has(`*${domain.slice(dot)}`)) return true;
  }
  return false;
}
