import { closedMap, listOf, STRING } from "../../conditions/cel-type.ts";
import {
  type CelObject,
  type CelValue,
  ConditionError,
  type Frame,
  isList,
  isObject,
  kindOf,
  NothingFound,
  spend,
} from "../../conditions/cel-value.ts";
import type { FunctionSpec } from "../function-spec.ts";
import { readAddressList } from "./address-list.ts";

const MAX_ADDRESSES = 1_000;
const MAX_DEPTH = 8;

/** Fields of a nested value that hold a person's name; they are passed over, unless an address hides in them. */
const NAME_FIELDS: ReadonlySet<string> = new Set(["name", "displayName", "display_name", "title"]);
const KINDS: ReadonlySet<string> = new Set(["to", "cc", "bcc", "from", "home", "work", "other"]);
const AT_SIGN = /[@\uff20\ufe6b]/;

/**
 * `emails(args.to, args.cc, args.bcc)`: every address in all its arguments, which may be text, lists or nested values,
 * or absent. It must find at least one, so that `.all(…)` never holds for nobody. Whatever it can't read is an error.
 */
export const emails: FunctionSpec = {
  name: "emails",
  form: "function",
  parameters: ["dyn"],
  minArguments: 1,
  maxArguments: 20,
  result: listOf(closedMap({ local: STRING, domain: STRING, address: STRING })),
  acceptsNull: true,
  isFieldFunction: true,
  call: (values, frame) => {
    const found: CelObject[] = [];
    for (const value of values) {
      const error = value === null ? null : collect(value, found, { frame, depth: 0 });
      if (error) return error;
    }
    return found.length === 0 ? new NothingFound("emails() found no address") : found;
  },
};

interface Walk {
  readonly frame: Frame;
  readonly depth: number;
}

/** Adds the addresses of a value to `found`. Gives the error that ends it, or null. */
function collect(value: CelValue, found: CelObject[], walk: Walk): ConditionError | null {
  if (walk.depth > MAX_DEPTH) return new ConditionError("emails() was given a value that nests too deeply");
  if (typeof value === "string") return collectText(value, found, walk.frame);
  if (isList(value)) return collectAll(value, found, walk);
  if (!isObject(value)) return new ConditionError(`emails() can't read ${kindOf(value)}`);
  const inner: CelValue[] = [];
  for (const [name, field] of Object.entries(value)) {
    if (AT_SIGN.test(name)) return new ConditionError("emails() can't read addresses in field names");
    if (field !== null && !isBeside(name, field)) inner.push(field);
  }
  return collectAll(inner, found, walk);
}

/** What stands beside an address in objects of mail services: a name in which none hides, or what kind of address it is. */
function isBeside(name: string, field: CelValue): boolean {
  if (typeof field !== "string") return false;
  return NAME_FIELDS.has(name) ? !/[@<>=\uff20\ufe6b]/u.test(field) : name === "type" && KINDS.has(field);
}

function collectAll(values: readonly CelValue[], found: CelObject[], { frame, depth }: Walk): ConditionError | null {
  for (const value of values) {
    const error = value === null ? null : collect(value, found, { frame, depth: depth + 1 });
    if (error) return error;
  }
  return null;
}

function collectText(text: string, found: CelObject[], frame: Frame): ConditionError | null {
  const excess = spend(frame, 1 + text.length / 16);
  if (excess) return excess;
  const list = readAddressList(text);
  if (!list.ok) return new ConditionError(`emails(): ${list.message}`);
  found.push(...list.addresses.map((address) => ({ ...address })));
  return found.length > MAX_ADDRESSES ? new ConditionError("emails() found more than 1,000 addresses") : null;
}
