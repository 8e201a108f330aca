import { listAgents, listConnections, listMembers, listOperations } from "@countersign/db";
import { z } from "zod";
import { organizationProcedure } from "../../trpc/procedure.ts";

/** What the audit can be narrowed by: the agents, connections, operations and people there are. */
export const choices = organizationProcedure("audit.read")
  .output(
    z.object({
      agents: z.array(z.object({ name: z.string(), title: z.string() })),
      connections: z.array(z.object({ name: z.string(), title: z.string() })),
      operations: z.array(z.string()),
      people: z.array(z.string()),
    }),
  )
  .query(({ ctx }) =>
    ctx.services.db.tenant(ctx.membership.organizationId, async (scope) => {
      const agents = await listAgents(scope);
      const connections = await listConnections(scope);
      const people = await listMembers(scope);
      const names = new Map(connections.map((connection) => [connection.id, connection.name]));
      const operations = await listOperations(scope);
      return {
        agents: agents.map(({ name, title }) => ({ name, title })),
        connections: connections.map(({ name, title }) => ({ name, title })),
        people: [...new Set(people.map(({ user }) => user.name))],
        operations: operations.map((operation) => `${names.get(operation.connectionId) ?? "?"}.${operation.name}`),
      };
    }),
  );
