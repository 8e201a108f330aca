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

/** Somebody's name, with the names of those absent in whose place they decide. */
export function nameStandingIn(name: string, standsFor: readonly string[]): string {
  return standsFor.length === 0 ? name : `${name}, for ${standsFor.join(" and ")}`;
}

interface CastBy {
  readonly userName: string;
  readonly channel: string;
  readonly standsFor: readonly string[];
}

/** Who cast a vote, in words. Votes of the channel `email` are cast by a mailed link. */
export function voterInWords({ userName, channel, standsFor }: CastBy): string {
  const name = nameStandingIn(userName, standsFor);
  return channel === "email" ? `${name} (${BY_LINK})` : name;
}
