import { IP_FUNCTIONS } from "./addresses/ip-in.ts";
import { emails } from "./emails/emails.ts";
import type { FunctionSpec } from "./function-spec.ts";
import { glob } from "./glob/glob.ts";
import { inList } from "./in-list/in-list.ts";
import { money } from "./money/money.ts";
import { NUMBER_FUNCTIONS } from "./number-functions.ts";
import { pii, secrets } from "./sensitive/sensitive.ts";
import { sql } from "./sql/sql.ts";
import { TEXT_FUNCTIONS } from "./text-functions.ts";
import { TIME_FUNCTIONS } from "./time-functions.ts";
import { url } from "./url/url.ts";
import { within } from "./within/within.ts";

const FUNCTIONS: ReadonlyMap<string, FunctionSpec> = new Map(
  [
    ...TEXT_FUNCTIONS,
    ...NUMBER_FUNCTIONS,
    ...TIME_FUNCTIONS,
    ...IP_FUNCTIONS,
    emails,
    glob,
    inList,
    money,
    pii,
    secrets,
    sql,
    url,
    within,
  ].map((spec) => [`${spec.form} ${spec.name}`, spec]),
);

/** The function or method of this name that conditions may call. */
export function findFunction(name: string, form: FunctionSpec["form"]): FunctionSpec | undefined {
  return FUNCTIONS.get(`${form} ${name}`);
}

/** Every function and method, for what describes them to people. */
export const FUNCTION_SPECS: readonly FunctionSpec[] = [...FUNCTIONS.values()];

/** All names, for messages about a misspelt one. */
export const FUNCTION_NAMES: readonly string[] = [...new Set([...FUNCTIONS.values()].map((spec) => spec.name))].sort();
