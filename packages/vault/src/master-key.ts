import { createHash } from "node:crypto";
import { Secret } from "./secret.ts";

const LEAST_CHARACTERS = 32;
const LEAST_DISTINCT = 9;

/** Words found in examples, templates and tutorials; a key made of nothing else is known to everybody. */
const WELL_KNOWN =
  /^(?:change|this|me|my|a|an|the|is|to|in|production|secret|super|very|default|example|sample|test|dev|development|demo|local|password|insecure|placeholder|your|here|key|master|countersign|please|replace|not|for|safe|value|[-_. ]|\d)+$/i;

/**
 * Reads COUNTERSIGN_MASTER_KEY. Throws Error, naming what is wrong and never the value, when it is missing, shorter
 * than 32 characters, trivial, or made of the words of examples.
 */
export function readMasterKey(text: string | undefined): Secret {
  const fix = "make one with: openssl rand -base64 32";
  if (text === undefined || text.trim() === "") throw new Error(`COUNTERSIGN_MASTER_KEY is missing; ${fix}`);
  if (text.length < LEAST_CHARACTERS) throw new Error(`COUNTERSIGN_MASTER_KEY is too short; ${fix}`);
  if (new Set(text).size < LEAST_DISTINCT) throw new Error(`COUNTERSIGN_MASTER_KEY is trivial; ${fix}`);
  if (WELL_KNOWN.test(text)) throw new Error(`COUNTERSIGN_MASTER_KEY is a well-known value; ${fix}`);
  return new Secret(text);
}

/** Names a master key without telling it: which one sealed something, after a rotation. 12 hex digits. */
export function masterKeyId(masterKey: Secret): string {
  return createHash("sha256").update(`countersign master key id\n${masterKey.reveal()}`).digest("hex").slice(0, 12);
}
