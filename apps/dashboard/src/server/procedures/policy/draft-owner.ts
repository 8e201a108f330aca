import type { DraftOwner } from "@countersign/usecases";
import type { Actor } from "../../auth/actor.ts";

/** Whose draft is meant: the person's, or the token's own. */
export function draftOwner(actor: Actor, { organizationId }: { readonly organizationId: string }): DraftOwner {
  return { organizationId, ownerId: actor.kind === "user" ? actor.userId : actor.tokenId };
}
