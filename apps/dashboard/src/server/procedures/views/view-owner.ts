import type { SavedViewRow } from "@countersign/db";
import type { ViewOwner } from "@countersign/usecases";
import { z } from "zod";
import type { Actor } from "../../auth/actor.ts";

/** A saved search as its menu shows it. */
export const savedViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  query: z.string().meta({ description: "The filters as the audit page's URL holds them." }),
  isShared: z.boolean(),
  isOwn: z.boolean(),
});

export function savedView({ id, name, query, isShared, userId }: SavedViewRow, ownerId: string) {
  return { id, name, query, isShared, isOwn: userId === ownerId };
}

/** Whose views are meant: the person's, or the token's own. */
export function viewOwner(actor: Actor, { organizationId }: { readonly organizationId: string }): ViewOwner {
  return { organizationId, ownerId: actor.kind === "user" ? actor.userId : actor.tokenId };
}
