import { publishPolicy, readPolicy } from "@countersign/usecases";
import type { World } from "../world.ts";
import { granted } from "./granted.ts";
import { SEED_ACTOR } from "./organization.ts";

/** Publishes the scenario's policy unless a person has published since: theirs is never overwritten. */
export async function ensurePolicy(world: World, organizationId: string, source: string): Promise<void> {
  const current = await readPolicy(world, { organizationId });
  if (current && (current.source === source || current.publishedBy !== null)) return;
  const published = granted(
    await publishPolicy(world, {
      organizationId,
      actor: SEED_ACTOR,
      source,
      message: "The demo's rules",
      baseVersion: current?.version ?? 0,
    }),
  );
  for (const warning of published.warnings) world.say(`policy, line ${warning.line}: ${warning.message}`);
  world.say(`published policy version ${published.policyVersion}`);
}
