import { DECISIONS, OUTCOMES, RECORD_KINDS } from "@countersign/contracts";
import type { RecordFilter } from "@countersign/db";
import { searchRecords } from "@countersign/usecases";
import { z } from "zod";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { recordPageSchema } from "../../views/record.ts";
import { agentTitles } from "./agent-titles.ts";
import { recordRow } from "./record-row.ts";

const LONGEST_TEXT = 200;

const searchSchema = z.object({
  agent: z.string().max(62).optional(),
  instance: z.string().max(62).optional(),
  operation: z
    .string()
    .max(LONGEST_TEXT)
    .optional()
    .meta({ description: "`connection.operation`; `*` stands for any run." }),
  connection: z.string().max(31).optional(),
  actor: z.string().max(200).optional().meta({ description: "The name of who did an act: a person, a token." }),
  decision: z.enum(DECISIONS).optional(),
  outcome: z.enum(OUTCOMES).optional(),
  kind: z.enum(RECORD_KINDS).optional(),
  rule: z.string().max(63).optional(),
  approval: z.string().max(80).optional(),
  text: z.string().max(LONGEST_TEXT).optional(),
  from: z.iso.datetime().optional(),
  to: z.iso.datetime().optional(),
  limit: z.number().int().min(1).max(200).default(50),
  cursor: z.string().max(300).nullish(),
});

export const list = organizationProcedure("audit.read")
  .meta({
    openapi: { method: "GET", path: "/records", tags: ["records"], summary: "Search audit records, newest first" },
  })
  .input(searchSchema)
  .output(recordPageSchema)
  .query(async ({ ctx, input }) => {
    const { organizationId } = ctx.membership;
    const { db } = ctx.services;
    const page = await searchRecords(
      { db },
      { organizationId, filter: filterOf(input), limit: input.limit, cursor: input.cursor ?? null },
    );
    const titles = await agentTitles(db, organizationId);
    return { records: page.records.map((row) => recordRow(row, titles)), nextCursor: page.nextCursor };
  });

function filterOf(input: z.infer<typeof searchSchema>): RecordFilter {
  const { agent, instance, connection, actor, rule, approval, operation, decision, outcome, kind, text, from, to } =
    input;
  const filter = {
    agentName: agent,
    instanceName: instance,
    connectionName: connection,
    actorName: actor,
    ruleId: rule,
    approvalId: approval,
    operation,
    decision,
    outcome,
    kind,
    text,
    from,
    to,
  };
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined && value !== ""));
}
