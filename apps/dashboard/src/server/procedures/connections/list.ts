import {
  countOperations,
  findLastConnectionCalls,
  listConnections,
  listKillSwitchesOn,
  listLivingCredentials,
} from "@countersign/db";
import { z } from "zod";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { connectionSummary, connectionSummarySchema } from "../../views/connection.ts";

export const list = organizationProcedure("connections.read")
  .meta({ openapi: { method: "GET", path: "/connections", tags: ["connections"], summary: "List connections" } })
  .output(z.object({ connections: z.array(connectionSummarySchema) }))
  .query(({ ctx }) =>
    ctx.services.db.tenant(ctx.membership.organizationId, async (scope) => {
      const connections = await listConnections(scope);
      const credentials = await listLivingCredentials(scope);
      const kills = await listKillSwitchesOn(scope);
      const counts = await countOperations(scope);
      const names = connections.map(({ name }) => name);
      const calls = new Map((await findLastConnectionCalls(scope, names)).map(({ name, at }) => [name, at]));
      return {
        connections: connections.map((connection) =>
          connectionSummary({
            connection,
            credential: credentials.find(({ connectionId }) => connectionId === connection.id),
            kill: kills.find(({ targetId }) => targetId === connection.id),
            counts: counts.filter(({ connectionId }) => connectionId === connection.id),
            lastCallAt: calls.get(connection.name),
          }),
        ),
      };
    }),
  );
