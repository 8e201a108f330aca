import type { UsedGrant } from "@countersign/db";
import { z } from "zod";

/** What people let through beside a call they approved. */
export const grantSchema = z.object({
  id: z.string(),
  approvalId: z.string(),
  agentName: z.string(),
  instanceName: z.string(),
  operation: z.string(),
  ruleIds: z.array(z.string()),
  mayVary: z.array(z.string()).meta({ description: "Arguments that may differ." }),
  fixedArguments: z.string().meta({ description: "All others, as canonical JSON: exactly alike in each call." }),
  calls: z.number(),
  used: z.number().meta({ description: "Calls it has let through, as far as they are recorded." }),
  granters: z.array(z.string()),
  createdAt: z.string(),
  expiresAt: z.string(),
  endedAt: z.string().nullable(),
  endedBy: z.string().nullable(),
});
export type GrantView = z.infer<typeof grantSchema>;

export const grantPageSchema = z.object({ grants: z.array(grantSchema), nextCursor: z.string().nullable() });

/** A grant as pages and the API show it. */
export function showGrant(row: UsedGrant): GrantView {
  const { id, approvalId, agentName, instanceName, ruleIds, fixedArguments, calls, used } = row;
  return {
    ...{ id, approvalId, agentName, instanceName, ruleIds, fixedArguments, calls, used },
    operation: `${row.connectionName}.${row.operationName}`,
    mayVary: row.vary,
    granters: row.granterNames,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    endedBy: row.endedByName,
  };
}
