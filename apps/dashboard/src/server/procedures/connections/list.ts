import { listConnections, listOperations, type OperationRow } from "@countersign/db";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { connectionListSchema } from "./connection-view.ts";

export const list = organizationProcedure("connections.read")
  .meta({
    openapi: {
      method: "GET",
      path: "/connections",
      tags: ["connections"],
      summary: "List connections with operations",
    },
  })
  .output(connectionListSchema)
  .query(async ({ ctx }) => {
    const { connections, operations } = await ctx.services.db.tenant(ctx.membership.organizationId, async (scope) => ({
      connections: await listConnections(scope),
      operations: await listOperations(scope),
    }));
    return {
      connections: connections.map((connection) => ({
        id: connection.id,
        name: connection.name,
        title: connection.title,
        url: connection.url,
        createdAt: connection.createdAt.toISOString(),
        discoveredAt: connection.discoveredAt?.toISOString() ?? null,
        disconnectedAt: connection.disconnectedAt?.toISOString() ?? null,
        operations: operations.filter((operation) => operation.connectionId === connection.id).map(operationView),
      })),
    };
  });

function operationView(operation: OperationRow) {
  return {
    id: operation.id,
    name: operation.name,
    class: operation.class,
    state: operation.state,
    priceMicros: operation.priceMicros?.toString() ?? null,
    definition: operation.definition,
  };
}
