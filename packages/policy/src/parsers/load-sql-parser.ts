/// <reference path="./libpg-query.d.ts" />
import createModule from "libpg-query/wasm/libpg-query.js";
import type { ParsedSql, SqlParser } from "../functions/sql/parser-slot.ts";

/** Offsets in the C structure that the parser answers with. */
const TREE = 0;
const ERROR = 8;

type ParserModule = Awaited<ReturnType<typeof createModule>>;

/**
 * Loads Postgres' grammar. The package's own wrapper keeps one instance for ever; a text that overflows the stack leaves
 * that instance with less of it each time, until no statement can be read any more. So an instance that broke down is
 * thrown away: a spare one takes its place at once, and the next spare is made meanwhile.
 */
export async function loadSqlParser(): Promise<SqlParser> {
  const spares: ParserModule[] = [await load()];
  let current: ParserModule | undefined = await load();
  return (text) => {
    current ??= spares.pop();
    if (!current) return null;
    try {
      return parse(current, text);
    } catch {
      current = spares.pop();
      refill(spares);
      return null;
    }
  };
}

async function load(): Promise<ParserModule> {
  const made: ParserModule = await createModule();
  return made;
}

/** An instance that can't be made leaves the slot empty: every statement is then an error, and rules fail closed. */
function refill(spares: ParserModule[]): void {
  load().then(
    (module) => spares.push(module),
    () => undefined,
  );
}

function parse(module: ParserModule, text: string): ParsedSql {
  const bytes = module.lengthBytesUTF8(text) + 1;
  const pointer = module._malloc(bytes);
  module.stringToUTF8(text, pointer, bytes);
  const result = module._wasm_parse_query_raw(pointer);
  if (result === 0) throw new Error("the SQL parser gave no result");
  const hasError = module.getValue(result + ERROR, "i32") !== 0;
  const tree = module.getValue(result + TREE, "i32");
  const json = hasError || tree === 0 ? null : module.UTF8ToString(tree);
  module._wasm_free_parse_result(result);
  module._free(pointer);
  if (json === null) return { ok: false };
  const parsed: unknown = JSON.parse(json);
  return { ok: true, tree: parsed };
}
