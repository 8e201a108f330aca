import type { JsonObject } from "@countersign/core";
import { parseOwnLimits, printOwnLimits } from "@countersign/policy";
import { invalidField, type Refused } from "../configuration/outcome.ts";

type Owner = "agent" | "connection";

export type ReadLimits = { readonly ok: true; readonly limits: readonly JsonObject[] } | Refused;

/** Reads limits that somebody wrote for an agent or connection, in their plainest writing. */
export function readLimits(owner: Owner, written: unknown): ReadLimits {
  const read = parseOwnLimits(owner, written);
  if (!read.ok) return invalidField("limits", read.problem);
  return { ok: true, limits: printed(owner, read.limits) };
}

/** Stored limits in their plainest writing. Throws where they can't be read, which is a broken row. */
export function plainLimits(owner: Owner, stored: unknown): JsonObject[] {
  const read = parseOwnLimits(owner, stored);
  if (!read.ok) throw new Error(`the limits of a stored ${owner} can't be read: ${read.problem}`);
  return printed(owner, read.limits);
}

function printed(owner: Owner, limits: Parameters<typeof printOwnLimits>[1]): JsonObject[] {
  return printOwnLimits(owner, limits).map((limit): JsonObject => ({ ...limit }));
}
