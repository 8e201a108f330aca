import { fillParserSlot } from "../functions/sql/parser-slot.ts";
import { loadSqlParser } from "./load-sql-parser.ts";

let loading: Promise<void> | null = null;

/**
 * Loads what conditions need beyond this package's own code: Postgres' grammar for `sql()`. Awaited once when a process
 * starts; without it `sql()` is an error and rules fail closed. Rejects when the parser can't be started.
 */
export function loadPolicyParsers(): Promise<void> {
  loading ??= loadSqlParser().then(fillParserSlot);
  return loading;
}
