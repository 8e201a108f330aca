import { createHash } from "node:crypto";
import { canonicalJson, type JsonObject } from "@countersign/core";

/** The hash that pins a definition: SHA-256 of its canonical JSON (RFC 8785), hex. Throws TypeError when it has none. */
export function definitionHashOf(definition: JsonObject): string {
  return createHash("sha256").update(canonicalJson(definition)).digest("hex");
}
