import { issueManagementToken, verifyManagementToken } from "@countersign/usecases";
import type { World } from "../world.ts";
import { SEED_ACTOR } from "./organization.ts";

/** A management token with the rights of an owner: one of an earlier run that still works, else a new one. */
export async function ensureToken(world: World, organizationId: string): Promise<string> {
  for (const text of world.previous.keys) {
    const verified = await verifyManagementToken(world, { text });
    if (verified.ok && verified.value.organizationId === organizationId) return text;
  }
  world.say("issuing a management token");
  const issued = await issueManagementToken(world, {
    organizationId,
    actor: SEED_ACTOR,
    title: "Seed",
    role: "owner",
  });
  return issued.text.reveal();
}
