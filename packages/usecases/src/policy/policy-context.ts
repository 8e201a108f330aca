import { isJsonObject } from "@countersign/core";
import { listAgents, listConnections, listOperations, type OrganizationRow, type TenantScope } from "@countersign/db";
import { findSlackChannels, listWebhooks } from "@countersign/db/channels";
import { type ContextOperation, contextAgents, contextConnections, type PolicyContext } from "@countersign/policy";
import { loadPolicyParsers } from "@countersign/policy/parsers";

const CLASSES = ["read", "write", "destructive", "external"] as const;

/**
 * What the organization's policy is checked against: its agents, operations, webhooks and channels of Slack as they are now.
 * Whoever reads it is about to run conditions, so the parsers they need are loaded too.
 */
export async function readPolicyContext(scope: TenantScope, organization: OrganizationRow): Promise<PolicyContext> {
  await loadPolicyParsers();
  const agents = await listAgents(scope);
  const connections = (await listConnections(scope)).filter((connection) => connection.disconnectedAt === null);
  const names = new Map(connections.map((connection) => [connection.id, connection.name]));
  const operations: ContextOperation[] = [];
  for (const row of await listOperations(scope)) {
    const connection = names.get(row.connectionId);
    if (connection === undefined || row.state === "gone") continue;
    operations.push({
      id: `${connection}.${row.name}`,
      connection,
      class: CLASSES.find((known) => known === row.class) ?? "destructive",
      ...schemasOf(row.definition),
      priceMicros: row.priceMicros,
    });
  }
  return {
    agents: contextAgents(agents),
    connections: contextConnections(connections),
    operations,
    webhooks: (await listWebhooks(scope)).map(({ name }) => name),
    ...(await slackChannelsOf(scope)),
    timeZone: organization.timeZone,
  };
}

/** Nothing as long as no workspace is connected, or its channels were never read. */
async function slackChannelsOf(scope: TenantScope): Promise<Pick<PolicyContext, "slackChannels">> {
  const list = await findSlackChannels(scope);
  return list?.readAt ? { slackChannels: [...list.names, ...list.privateNames] } : {};
}

function schemasOf(definition: string): Pick<ContextOperation, "inputSchema" | "outputSchema"> {
  const parsed: unknown = JSON.parse(definition);
  if (!isJsonObject(parsed)) return { inputSchema: {} };
  const { inputSchema, outputSchema } = parsed;
  return {
    inputSchema: isJsonObject(inputSchema) ? inputSchema : {},
    ...(isJsonObject(outputSchema) && { outputSchema }),
  };
}
