/** What a parser makes of a text: the syntax tree as Postgres' own grammar has it, or that it is no SQL. */
export type ParsedSql = { readonly ok: true; readonly tree: unknown } | { readonly ok: false };

/** Null where the parser broke down on this text and is being made anew. */
export type SqlParser = (text: string) => ParsedSql | null;

/**
 * The parser lives outside this package's main entry, because its WebAssembly has no place in a browser. A bundler may
 * make several copies of this module in one process (Next does, one for each layer): they share one slot.
 */
const SLOT = Symbol.for("countersign.policy.sql-parser");
const slots: typeof globalThis & { [SLOT]?: SqlParser } = globalThis;

export function fillParserSlot(parser: SqlParser): void {
  slots[SLOT] = parser;
}

/** Undefined until `loadPolicyParsers()` of `@countersign/policy/parsers` is done. */
export function sqlParser(): SqlParser | undefined {
  return slots[SLOT];
}
