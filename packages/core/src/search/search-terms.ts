import type { JsonValue } from "../json.ts";
import { numberDigits } from "./number-range.ts";
import { termHash } from "./term-hash.ts";
import { wordsOf } from "./words.ts";

/** What a record can be found by. */
export interface Searchable {
  readonly organizationId: string;
  /** Exact words of a field: `["decision", "deny"]`. */
  readonly fields: readonly (readonly [field: string, value: string])[];
  readonly numbers: readonly (readonly [field: string, value: number])[];
  /** Texts that everybody who may search can read. */
  readonly texts: readonly string[];
  /** Texts of arguments and result, for those who may read bodies. */
  readonly bodies: readonly string[];
  /** The arguments as JSON, where they are whole. */
  readonly arguments: JsonValue | undefined;
}

const MOST_WORDS = 1_000;
const MOST_LEAVES = 100;
const LONGEST_VALUE = 80;
const DEEPEST = 16;

/** The kinds of terms. What stands behind a mark is compared again in the record itself. */
const MARK = { field: "f", number: "n", text: "t", body: "b", path: "k", leaf: "j", more: "m" } as const;

/** Names terms inside one organization, so that what others store under the same word is never read. */
export function searchTermNames(organizationId: string) {
  const own = termHash(organizationId).slice(0, 5);
  return {
    field: (field: string, value: string) => `${own}${MARK.field}${field}=${value.slice(0, LONGEST_VALUE)}`,
    number: (field: string, digits: string) => `${own}${MARK.number}${field}=${digits}`,
    text: (word: string) => `${own}${MARK.text}${word}`,
    body: (word: string) => `${own}${MARK.body}${word}`,
    /** A place in the arguments that holds anything; places in arrays go without their numbers. */
    path: (path: readonly string[]) => `${own}${MARK.path}${pathHash(path)}`,
    leaf: (path: readonly string[], value: string | number | boolean | null) =>
      `${own}${MARK.leaf}${termHash(`${JSON.stringify(path)}${typeof value}${value}`)}`,
    leafNumber: (path: readonly string[], digits: string) => `${own}${MARK.number}${pathHash(path)}=${digits}`,
    /** The arguments hold more than is named. */
    more: () => `${own}${MARK.more}`,
  };
}

function pathHash(path: readonly string[]): string {
  return termHash(JSON.stringify(path));
}

/** The terms by which a record is found, each once. Pure; bounded whatever the record holds. */
export function searchTerms(record: Searchable): string[] {
  const name = searchTermNames(record.organizationId);
  const terms = new Set<string>();
  for (const [field, value] of record.fields) terms.add(name.field(field, value));
  for (const [field, value] of record.numbers) terms.add(name.number(field, numberDigits(value)));
  addWords(record.texts, (word) => terms.add(name.text(word)));
  addWords(record.bodies, (word) => terms.add(name.body(word)));
  if (record.arguments !== undefined) addArguments(terms, name, record.arguments);
  return [...terms];
}

function addWords(texts: readonly string[], add: (word: string) => void): void {
  let left = MOST_WORDS;
  const seen = new Set<string>();
  for (const text of texts) {
    for (const word of wordsOf(text)) {
      if (seen.has(word)) continue;
      if (left === 0) return;
      left -= 1;
      seen.add(word);
      add(word);
    }
  }
}

function addArguments(terms: Set<string>, name: ReturnType<typeof searchTermNames>, root: JsonValue): void {
  let leaves = 0;
  const visit = (value: JsonValue, path: readonly string[], depth: number): void => {
    if (leaves >= MOST_LEAVES || depth > DEEPEST) {
      terms.add(name.more());
      return;
    }
    if (path.length > 0) terms.add(name.path(path));
    if (Array.isArray(value)) {
      if (value.length === 0) leaves += 1;
      for (const item of value) visit(item, path, depth + 1);
    } else if (typeof value === "object" && value !== null) {
      for (const [key, member] of Object.entries(value)) visit(member, [...path, key], depth + 1);
    } else {
      leaves += 1;
      terms.add(name.leaf(path, value));
      if (typeof value === "number") terms.add(name.leafNumber(path, numberDigits(value)));
    }
  };
  visit(root, [], 0);
}
