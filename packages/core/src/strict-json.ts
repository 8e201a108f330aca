import type { JsonValue } from "./json.ts";

export interface JsonBounds {
  /** Deepest nesting of objects and arrays that is accepted. */
  readonly maxDepth: number;
  /** Longest text accepted, in UTF-16 code units. */
  readonly maxLength: number;
}

export type JsonProblemCode =
  | "too_large"
  | "too_deep"
  | "syntax"
  | "duplicate_key"
  | "forbidden_key"
  | "inexact_number"
  | "lone_surrogate";

export interface JsonProblem {
  readonly code: JsonProblemCode;
  /** JSON Pointer (RFC 6901) to the value at fault. */
  readonly path: string;
  readonly offset: number;
  readonly message: string;
}

export type StrictJson =
  | { readonly ok: true; readonly value: JsonValue }
  | { readonly ok: false; readonly error: JsonProblem };

/** What a call's JSON may be on MCP and REST: nested 64 deep, 1 MiB long. */
export const CALL_JSON_BOUNDS: JsonBounds = { maxDepth: 64, maxLength: 1_048_576 };

const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/**
 * Reads JSON (RFC 8259) so that what is judged is what a strict reader upstream sees: duplicate and prototype keys,
 * lone surrogates, and number literals that change value in a double are refused, each with its place.
 */
export function parseStrictJson(text: string, bounds: JsonBounds = CALL_JSON_BOUNDS): StrictJson {
  if (text.length > bounds.maxLength) {
    const message = `JSON is ${text.length} characters long; at most ${bounds.maxLength} are accepted`;
    return { ok: false, error: { code: "too_large", path: "", offset: 0, message } };
  }
  const reader = new StrictReader(text, bounds.maxDepth);
  try {
    return { ok: true, value: reader.document() };
  } catch (error) {
    if (error instanceof Fault) return { ok: false, error: error.problem };
    throw error;
  }
}

class Fault extends Error {
  readonly problem: JsonProblem;
  constructor(problem: JsonProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const PLAIN_STRING = /"[ !#-[\]-\uffff]*"/y;
const STRING = /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const SPACE = /[ \t\n\r]*/y;

class StrictReader {
  private readonly text: string;
  private readonly maxDepth: number;
  private at = 0;
  private readonly path: (string | number)[] = [];

  constructor(text: string, maxDepth: number) {
    this.text = text;
    this.maxDepth = maxDepth;
  }

  document(): JsonValue {
    this.space();
    const value = this.value();
    this.space();
    if (this.at < this.text.length) this.fail("syntax", "there is more text after the JSON value");
    return value;
  }

  private value(): JsonValue {
    const char = this.text[this.at];
    if (char === "{") return this.object();
    if (char === "[") return this.array();
    if (char === '"') return this.string();
    if (char === "t") return this.word("true", true);
    if (char === "f") return this.word("false", false);
    if (char === "n") return this.word("null", null);
    return this.number();
  }

  private object(): JsonValue {
    this.enter();
    const object: { [key: string]: JsonValue } = {};
    if (!this.empty("}")) {
      do {
        this.space();
        const keyAt = this.at;
        const key = this.string();
        this.path.push(key);
        if (FORBIDDEN_KEYS.has(key)) this.fail("forbidden_key", `the member name "${key}" is not accepted`, keyAt);
        if (Object.hasOwn(object, key))
          this.fail("duplicate_key", `the member "${key}" stands twice in one object`, keyAt);
        this.space();
        this.expect(":");
        this.space();
        object[key] = this.value();
        this.path.pop();
      } while (this.more("}"));
    }
    return object;
  }

  private array(): JsonValue {
    this.enter();
    const array: JsonValue[] = [];
    if (!this.empty("]")) {
      do {
        this.space();
        this.path.push(array.length);
        array.push(this.value());
        this.path.pop();
      } while (this.more("]"));
    }
    return array;
  }

  private enter(): void {
    if (this.path.length >= this.maxDepth) this.fail("too_deep", `JSON is nested more than ${this.maxDepth} deep`);
    this.at += 1;
  }

  private empty(close: string): boolean {
    this.space();
    if (this.text[this.at] !== close) return false;
    this.at += 1;
    return true;
  }

  private more(close: string): boolean {
    this.space();
    const char = this.text[this.at];
    if (char !== "," && char !== close) this.fail("syntax", `expected "," or "${close}"`);
    this.at += 1;
    return char === ",";
  }

  private string(): string {
    const plain = this.match(PLAIN_STRING);
    const raw = plain ?? this.match(STRING);
    if (raw === null) this.fail("syntax", "expected a string");
    const text = plain === null ? (JSON.parse(raw) as string) : raw.slice(1, -1);
    if (!text.isWellFormed()) this.fail("lone_surrogate", "the text holds half a surrogate pair", this.at - raw.length);
    return text;
  }

  private number(): number {
    const start = this.at;
    const literal = this.match(NUMBER);
    if (literal === null)
      this.fail("syntax", this.at < this.text.length ? "this is not a JSON value" : "the JSON ends too early");
    const value = Number(literal);
    if (!survivesDouble(literal, value)) {
      this.fail("inexact_number", `the number ${literal.slice(0, 40)} can't be kept exactly; send it as text`, start);
    }
    return value;
  }

  private word<T extends JsonValue>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.at)) this.fail("syntax", "this is not a JSON value");
    this.at += word.length;
    return value;
  }

  private match(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (!found) return null;
    this.at = pattern.lastIndex;
    return found[0];
  }

  private space(): void {
    this.match(SPACE);
  }

  private expect(char: string): void {
    if (this.text[this.at] !== char) this.fail("syntax", `expected "${char}"`);
    this.at += 1;
  }

  private fail(code: JsonProblemCode, message: string, offset = this.at): never {
    const path = this.path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
    throw new Fault({ code, path, offset, message });
  }
}

/** More digits than any double has in full: what is longer isn't looked at. */
const MAX_LITERAL = 800;

/** A literal survives when the shortest decimal of its double has the same digits and exponent: 1.10 does, 2^53 + 1 doesn't. */
export function survivesDouble(literal: string, value: number): boolean {
  if (!Number.isFinite(value) || literal.length > MAX_LITERAL) return false;
  if (/^-?\d{1,15}$/.test(literal)) return true;
  return normalDecimal(literal) === normalDecimal(String(value));
}

function normalDecimal(literal: string): string {
  const [mantissa = "0", exponent = "0"] = literal.toLowerCase().replace(/^-/, "").split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const digits = (whole + fraction).replace(/^0+/, "");
  const trimmed = digits.replace(/0+$/, "");
  if (trimmed === "") return "0";
  return `${trimmed}e${Number(exponent) - fraction.length + (digits.length - trimmed.length)}`;
}
