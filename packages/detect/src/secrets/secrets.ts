import type { Scan } from "../text/span.ts";
import { assignments } from "./assignments.ts";
import { knownShapes } from "./known-shapes.ts";
import { authorizationHeaders, connectionStrings, jsonWebTokens, privateKeys } from "./structured.ts";

/** Keys, tokens and passwords. */
export const findSecrets: Scan = (text) => [
  ...privateKeys(text),
  ...knownShapes(text),
  ...jsonWebTokens(text),
  ...connectionStrings(text),
  ...authorizationHeaders(text),
  ...assignments(text),
];

/** Those that are known by themselves: what may be looked for across the ends of lines. */
export const findWholeSecrets: Scan = (text) => [...privateKeys(text), ...knownShapes(text), ...jsonWebTokens(text)];
