import {
  countOperations,
  findConnection,
  findLastConnectionCalls,
  findLivingCredential,
  listKillSwitchesOn,
  listOperations,
} from "@countersign/db";
import { z } from "zod";
import { refuse } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { connectionSummary, connectionSummarySchema } from "../../views/connection.ts";
import { operationSchema, operationView } from "../../views/operation.ts";

export const get = organizationProcedure("connections.read")
  .meta({
    openapi: {
      method: "GET",
      path: "/connections/{connectionId}",
      tags: ["connections"],
      summary: "Read a connection with its operations",
    },
  })
  .input(z.object({ connectionId: z.string().max(80) }))
  .output(z.object({ connection: connectionSummarySchema, operations: z.array(operationSchema) }))
  .query(({ ctx, input: { connectionId } }) =>
    ctx.services.db.tenant(ctx.membership.organizationId, async (scope) => {
      const connection = await findConnection(scope, connectionId);
      if (!connection) return refuse("request.target.unknown", "There is no such connection in this organization.");
      const kills = await listKillSwitchesOn(scope);
      const [lastCall] = await findLastConnectionCalls(scope, [connection.name]);
      const operations = await listOperations(scope, connectionId);
      return {
        connection: connectionSummary({
          connection,
          credential: (await findLivingCredential(scope, connectionId)) ?? undefined,
          kill: kills.find(({ targetId }) => targetId === connectionId),
          counts: (await countOperations(scope)).filter((count) => count.connectionId === connectionId),
          lastCallAt: lastCall?.at,
        }),
        operations: operations.map(operationView),
      };
    }),
  );
