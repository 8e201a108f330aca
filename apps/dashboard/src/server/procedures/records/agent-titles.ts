import { type Db, listAgents } from "@countersign/db";

/** The agents' titles by name. */
export async function agentTitles(db: Db, organizationId: string): Promise<ReadonlyMap<string, string>> {
  const agents = await db.tenant(organizationId, listAgents);
  return new Map(agents.map((agent) => [agent.name, agent.title]));
}
