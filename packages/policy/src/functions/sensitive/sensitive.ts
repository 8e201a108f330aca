import { type DetectorName, findSensitive } from "@countersign/detect";
import { closedMap, listOf, STRING } from "../../conditions/cel-type.ts";
import {
  type CelObject,
  type CelResult,
  type CelValue,
  ConditionError,
  type Frame,
  isList,
  isNumeric,
  isObject,
  spend,
} from "../../conditions/cel-value.ts";
import type { FunctionSpec } from "../function-spec.ts";

const MAX_DEPTH = 64;
const MAX_FINDINGS = 1_000;
/** A step reads this many characters. */
const CHARACTERS_A_STEP = 16;

/** `secrets(args)`: keys, tokens and passwords in a value, wherever in it they stand, field names included. */
export const secrets: FunctionSpec = finder("secrets");

/** `pii(args)`: personal data in a value; `kind` says which. */
export const pii: FunctionSpec = finder("pii");

/**
 * Finding nothing is an ordinary empty list here, unlike with functions that read a field: a field that should hold
 * addresses and holds none is doubtful, while a text without secrets is what rules wish for, and
 * `secrets(args).size() == 0` has to hold for it.
 */
function finder(name: "secrets" | "pii"): FunctionSpec {
  return {
    name,
    form: "function",
    parameters: ["dyn"],
    minArguments: 1,
    maxArguments: 20,
    result: listOf(closedMap({ kind: STRING })),
    acceptsNull: true,
    call: (values, frame) => findAll(values, { names: [name], frame }),
  };
}

interface Search {
  readonly names: readonly DetectorName[];
  readonly frame: Frame;
}

function findAll(values: readonly CelValue[], search: Search): CelResult {
  const found: CelObject[] = [];
  for (const value of values) {
    const error = collect(value, found, { ...search, depth: 0 });
    if (error) return error;
  }
  return found;
}

function collect(
  value: CelValue,
  found: CelObject[],
  search: Search & { readonly depth: number },
): ConditionError | null {
  if (search.depth > MAX_DEPTH)
    return new ConditionError("secrets() and pii() were given a value that nests too deeply");
  if (typeof value === "string") return collectText(value, found, search);
  if (isNumeric(value)) return collectText(String(value), found, search);
  const inner = { ...search, depth: search.depth + 1 };
  if (isList(value)) {
    const before = found.length;
    const error = collectEach(value, found, inner);
    return error || found.length > before ? error : collectPieces(value, found, inner);
  }
  if (!isObject(value)) return null;
  for (const [name, field] of Object.entries(value)) {
    // A secret is known by its field's name too: `{"password": "…"}`.
    const isText = typeof field === "string" || isNumeric(field);
    const error = isText
      ? (collectText(name, found, inner) ?? collectField(name, String(field), { found, search: inner }))
      : (collectText(name, found, inner) ?? collect(field, found, inner));
    if (error) return error;
  }
  return null;
}

function collectEach(
  values: readonly CelValue[],
  found: CelObject[],
  search: Search & { readonly depth: number },
): ConditionError | null {
  for (const value of values) {
    const error = collect(value, found, search);
    if (error) return error;
  }
  return null;
}

const MAX_PIECES = 64;
const MAX_PIECE = 256;
/** What numbers beside each other aren't by chance. */
const CERTAIN: readonly DetectorName[] = ["pii.card", "pii.iban"];

/** Pieces of one text in a list: what none of them holds, they may hold together. */
function collectPieces(
  values: readonly CelValue[],
  found: CelObject[],
  search: Search & { readonly depth: number },
): ConditionError | null {
  const isPiece = (value: CelValue) => isNumeric(value) || (typeof value === "string" && value.length <= MAX_PIECE);
  if (values.length < 2 || values.length > MAX_PIECES || !values.every(isPiece)) return null;
  const before = found.length;
  const pieces = values.map(String);
  const certain = { ...search, names: search.names.flatMap((name) => (name === "pii" ? CERTAIN : [name])) };
  const error = collectText(pieces.join(" "), found, certain);
  return error ?? (found.length > before ? null : collectText(pieces.join(""), found, certain));
}

interface Field {
  readonly found: CelObject[];
  readonly search: Search;
}

function collectField(name: string, text: string, { found, search }: Field): ConditionError | null {
  const before = found.length;
  const error = collectText(text, found, search);
  if (error || found.length > before || !search.names.includes("secrets")) return error;
  return collectText(`${name}: ${JSON.stringify(text)}`, found, search);
}

function collectText(text: string, found: CelObject[], { names, frame }: Search): ConditionError | null {
  const excess = spend(frame, 1 + text.length / CHARACTERS_A_STEP);
  if (excess) return excess;
  for (const { name } of findSensitive(text, names)) found.push({ kind: name });
  return found.length > MAX_FINDINGS ? new ConditionError("secrets() or pii() found more than 1,000 places") : null;
}
