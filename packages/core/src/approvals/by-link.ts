import type { OperationClass } from "../connections/operation-class.ts";

/**
 * Whether a call may be decided by a mailed link, without signing in: whoever reads the mail could, so never where it
 * destroys, leaves the organization or costs money. `priceMicros`: what is set aside for it, micro-USD.
 */
export function mayBeDecidedByLink(operation: OperationClass, priceMicros: bigint): boolean {
  return (operation === "read" || operation === "write") && priceMicros === 0n;
}

/** How a vote is told that was cast by a mailed link. */
export const BY_LINK = "by link, person not verified";

/** Who cast a vote, in words. Votes of the channel `email` are cast by a mailed link. */
export function voterInWords({ userName, channel }: { readonly userName: string; readonly channel: string }): string {
  return channel === "email" ? `${userName} (${BY_LINK})` : userName;
}
