import { readFile } from "node:fs/promises";
import { type AgentPlan, ensureAgent, type MadeAgent } from "../../steps/agents.ts";
import { ensureConnection } from "../../steps/connection.ts";
import { ensureMember, ensureOrganization } from "../../steps/organization.ts";
import { ensurePerson } from "../../steps/people.ts";
import { ensurePolicy } from "../../steps/policy.ts";
import { ensureToken } from "../../steps/token.ts";
import type { World } from "../../world.ts";
import type { Made } from "../scenario.ts";

export interface DemoNames {
  readonly name: string;
  readonly title: string;
  /** Where its people have their mail. */
  readonly domain: string;
}

export const ACME: DemoNames = { name: "acme", title: "Acme Robotics", domain: "acme.test" };

const AGENTS: readonly AgentPlan[] = [
  {
    name: "sales-research",
    title: "Sales research",
    description: "Finds and looks up companies, and writes to them when a person agrees.",
    tags: ["sales"],
    instances: [],
  },
  {
    name: "outreach",
    title: "Outreach",
    description: "Runs as several instances, each with an identity and a budget of its own.",
    tags: ["sales", "outreach"],
    instances: ["outreach-7", "outreach-8"],
  },
];

/** Micro-USD for each call. */
const PRICES = {
  search_web: { priceMicros: 4_000n },
  lookup_company: { priceMicros: 250_000n },
  send_email: { priceMicros: 1_000n },
  query_database: { priceMicros: 0n },
};

/** One organization of the ten-minute tour. */
export async function seedDemo(world: World, names: DemoNames = ACME): Promise<Made> {
  const owner = await ensurePerson(world, { email: `owner@${names.domain}`, name: "Olivia Owner" });
  const admin = await ensurePerson(world, { email: `ana@${names.domain}`, name: "Ana Admin" });
  const organization = await ensureOrganization(world, { name: names.name, title: names.title, owner });
  const organizationId = organization.id;
  await ensureMember(world, { organizationId, person: admin, role: "admin" });
  const connection = await ensureConnection(world, organizationId, {
    name: "demo",
    title: "Demo tools",
    url: world.demoToolsUrl,
    overrides: PRICES,
  });
  const agents: MadeAgent[] = [];
  for (const plan of AGENTS) agents.push(await ensureAgent(world, organizationId, plan));
  await ensurePolicy(world, organizationId, await readFile(new URL("policy.yaml", import.meta.url), "utf8"));
  return {
    organization: { id: organizationId, name: organization.name },
    login: { email: owner.email, password: owner.password },
    managementToken: await ensureToken(world, organizationId),
    agents,
    connections: [connection],
    members: [{ email: admin.email, password: admin.password, role: "admin" }],
  };
}
