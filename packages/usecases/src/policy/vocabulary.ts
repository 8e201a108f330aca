import {
  type Db,
  findOrganization,
  listAgents,
  listConnections,
  listInstances,
  listMembers,
  listOperations,
} from "@countersign/db";
import { starterPolicy } from "@countersign/policy";
import { readPolicyContext } from "./policy-context.ts";

/** Everything of an organization that a policy may name. */
export async function readVocabulary(
  deps: { readonly db: Db },
  { organizationId }: { readonly organizationId: string },
) {
  return deps.db.tenant(organizationId, async (scope) => {
    const organization = await findOrganization(scope);
    if (!organization) throw new Error("the organization whose policy is written doesn't exist");
    const connections = (await listConnections(scope)).filter((connection) => connection.disconnectedAt === null);
    const context = await readPolicyContext(scope, organization);
    return {
      agents: (await listAgents(scope)).filter((agent) => agent.archivedAt === null),
      instances: await listInstances(scope),
      connections,
      operations: (await listOperations(scope)).filter((operation) => operation.state !== "gone"),
      members: await listMembers(scope),
      webhooks: context.webhooks ?? [],
      slackChannels: context.slackChannels ?? [],
      starter: starterPolicy(context),
    };
  });
}
