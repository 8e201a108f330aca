import { BOOL } from "../../conditions/cel-type.ts";
import { type CelList, type CelValue, ConditionError, isList, kindOf, spend } from "../../conditions/cel-value.ts";
import { readDomain } from "../domains/domain-name.ts";
import type { FunctionSpec } from "../function-spec.ts";

/** A domain costs a little; one in other scripts has to be mapped. */
const DOMAIN_WORK = 8;

/**
 * `in_list(domain, lists.x)`: whether a domain is in a list whose entries may begin with `*.`, which stands for one or
 * more labels but not for the apex. Case doesn't matter, nor whether other scripts are written as themselves or as
 * `xn--`, on either side. Anything that isn't a plain domain (a trailing dot, an address, full-width letters) is an
 * error, so that a look-alike is never taken for a member or for a stranger; an entry that isn't one is an error too.
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
    const excess = spend(frame, DOMAIN_WORK + (readyLists.has(list) ? 0 : DOMAIN_WORK * list.length));
    if (excess) return excess;
    const domain = readDomain(value);
    if (domain === null) return new ConditionError("in_list was given something that is not a plain domain");
    const entries = readyLists.get(list) ?? makeReady(list);
    return entries instanceof ConditionError ? entries : isCovered(domain, entries);
  },
  checkConstants: ([value, list]) => {
    if (typeof value === "string" && readDomain(value) === null) return "This is not a plain domain";
    // Read here, so that no call pays for a long list of the policy.
    if (list === undefined || !isList(list) || !(makeReady(list) instanceof ConditionError)) return null;
    const odd = list.find((entry) => readEntry(entry) === null);
    return odd === undefined ? null : `${shown(odd)} in the list is neither a domain nor *. and a domain`;
  },
};

type ReadyList = ReadonlySet<string> | ConditionError;

/** Lists of the policy are the same object for every call, so that each is read once. */
const readyLists = new WeakMap<CelList, ReadyList>();

function makeReady(list: CelList): ReadyList {
  const entries = list.map(readEntry);
  const ready = entries.every((entry) => entry !== null)
    ? new Set(entries)
    : new ConditionError("in_list was given a list in which an entry is not a domain");
  readyLists.set(list, ready);
  return ready;
}

function readEntry(entry: CelValue): string | null {
  if (typeof entry !== "string") return null;
  const domain = readDomain(entry.startsWith("*.") ? entry.slice(2) : entry);
  if (domain === null) return null;
  return entry.startsWith("*.") ? `*.${domain}` : domain;
}

function shown(entry: CelValue): string {
  return typeof entry === "string" ? JSON.stringify(entry.slice(0, 64)) : `An entry (${kindOf(entry)})`;
}

function isCovered(domain: string, entries: ReadonlySet<string>): boolean {
  if (entries.has(domain)) return true;
  for (let dot = domain.indexOf("."); dot >= 0; dot = domain.indexOf(".", dot + 1)) {
    if (entries.has(`*${domain.slice(dot)}`)) return true;
  }
  return false;
}
