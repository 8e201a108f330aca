import { Prisma } from "../../generated/client.ts";

export const RECORD_AT = Prisma.sql`to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** The columns of a record's line. */
export const RECORD_LINE = Prisma.sql`
  id, ${RECORD_AT} AS at, sequence, kind, "agentId", "agentName",
  "instanceId", "instanceName", "connectionName", "operationName", surface, decision, outcome, "ruleIds", "approvalId",
  "costMicros", "latencyMs", summary, record->>'action' AS action, record->'actor'->>'name' AS "actorName",
  record->>'errorCode' AS "errorCode", record->'reasons'->0->>'text' AS reason,
  coalesce((record->>'unpriced')::boolean, false) AS unpriced, coalesce((record->>'count')::int, 1) AS count`;
