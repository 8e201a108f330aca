import { formatUsd } from "@countersign/core";
import { z } from "zod";
import { terminalLine } from "../../terminal-text.ts";

/** What a line of the tail tells of a record. */
export const tailRecordSchema = z.object({
  at: z.string(),
  kind: z.string(),
  action: z.string().nullable(),
  actorName: z.string().nullable(),
  agentName: z.string().nullable(),
  instanceName: z.string().nullable(),
  operation: z.string().nullable(),
  summary: z.string(),
  ruleIds: z.array(z.string()),
  outcome: z.string().nullable(),
  costMicros: z.string().nullable(),
});
export type TailRecord = z.infer<typeof tailRecordSchema>;

/** A record as one line for a terminal. What was recorded can't move the cursor, end the line or forge another. */
export function tailLine(record: TailRecord): string {
  const { agentName, instanceName, actorName } = record;
  const instance = instanceName === null || instanceName === "default" ? "" : `/${instanceName}`;
  const cells = [
    record.at.slice(0, 23),
    record.kind === "call" ? (record.outcome ?? "") : record.kind,
    agentName === null ? (actorName ?? "") : `${agentName}${instance}`,
    record.operation ?? record.action ?? "",
    record.summary,
    record.ruleIds.join(","),
    record.costMicros === null ? "" : formatUsd(BigInt(record.costMicros)),
  ];
  return terminalLine(cells);
}
