import type { Scan } from "../text/span.ts";
import { assignments } from "./assignments.ts";
import { knownShapes } from "./known-shapes.ts";
import { authorizationHeaders, connectionStrings, jsonWebTokens, privateKeys } from "./structured.ts";
import { shapelessKeys, wordedKeys } from "./worded-keys.ts";

/** Keys, tokens and passwords. */
export const findSecrets: Scan = (text) => [
  ...privateKeys(text),
  ...knownShapes(text),
  ...wordedKeys(text),
  ...shapelessKeys(text),
  ...jsonWebTokens(text),
  ...connectionStrings(text),
  ...authorizationHeaders(text),
  ...assignments(text),
];

/** Those that are known by themselves: what may be looked for across the ends of lines. */
export const findWholeSecrets: Scan = (text) => [
  ...privateKeys(text),
  ...knownShapes(text),
  ...shapelessKeys(text),
  ...jsonWebTokens(text),
];
