import type { World } from "../world.ts";
import { ACME, seedDemo } from "./demo/demo.ts";
import type { Made } from "./scenario.ts";

/** Two organizations that are named alike in everything but their own names: what they share would show. */
export async function seedTwoTenants(world: World): Promise<Made> {
  const first = await seedDemo(world, ACME);
  const second = await seedDemo(world, { name: "globex", title: "Globex", domain: "globex.test" });
  return { ...first, others: [second] };
}
