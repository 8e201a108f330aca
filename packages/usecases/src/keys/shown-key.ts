import type { JsonObject } from "@countersign/core";
import type { KeyRow } from "@countersign/db";

type Shown = Pick<KeyRow, "title" | "expiresAt" | "ipRanges" | "connectionIds">;

/** What people set of a key, as its audit records show it. */
export function shownKey({ title, expiresAt, ipRanges, connectionIds }: Shown): JsonObject {
  return { title, expiresAt: expiresAt?.toISOString() ?? null, ipRanges, connectionIds };
}
