import {
  DECISIONS,
  OUTCOMES,
  RECORD_KINDS,
  type RecordFilter,
  recordFilterSchema,
  SearchTooSlowError,
  SURFACES,
  searchInstantSchema,
} from "@countersign/contracts";
import { isAllowed, parseArgumentCondition, type Role } from "@countersign/core";
import { z } from "zod";
import { refuse } from "../../refusal-error.ts";

const LONGEST_TEXT = 200;
const { minCostMicros, maxCostMicros } = recordFilterSchema.shape;

const conditionText = z
  .string()
  .max(400)
  .superRefine((text, context) => {
    const condition = parseArgumentCondition(text);
    if ("problem" in condition) context.addIssue({ code: "custom", message: condition.problem });
  });

/** What a search of records takes, in the words of the URL. */
export const recordSearchFields = {
  agent: z.string().max(62).optional(),
  instance: z.string().max(62).optional(),
  operation: z
    .string()
    .max(LONGEST_TEXT)
    .optional()
    .meta({ description: "`connection.operation`; `*` stands for any run." }),
  connection: z.string().max(31).optional(),
  actor: z.string().max(200).optional().meta({ description: "The name of who did an act: a person, a token." }),
  person: z.string().max(80).optional().meta({ description: "Id of who a call was made for, or who did an act." }),
  decision: z.enum(DECISIONS).optional(),
  outcome: z.enum(OUTCOMES).optional(),
  kind: z.enum(RECORD_KINDS).optional(),
  surface: z.enum(SURFACES).optional(),
  rule: z.string().max(63).optional(),
  approval: z.string().max(80).optional(),
  label: z.string().max(100).optional(),
  code: z.string().max(100).optional().meta({ description: "A code of the error registry." }),
  minCostMicros,
  maxCostMicros,
  args: z.array(conditionText).max(8).optional().meta({
    description: 'Conditions on arguments: `to = "a@b.io"`, `items[0].price > 5`, `body ~ refund`, `cc exists`.',
  }),
  text: z
    .string()
    .max(LONGEST_TEXT)
    .optional()
    .meta({ description: 'Words and "quoted phrases"; in arguments and results too, for those who may read them.' }),
  from: searchInstantSchema.optional(),
  to: searchInstantSchema.optional(),
};

const fields = z.object(recordSearchFields);

/** The filter of a search. Empty texts ask for nothing. */
export function recordFilterOf(input: z.infer<typeof fields>): RecordFilter {
  const { agent, instance, connection, actor, person, rule, approval, code, args, ...rest } = input;
  const { operation, decision, outcome, kind, surface, label, text, from, to } = rest;
  const named = {
    agentName: agent,
    instanceName: instance,
    connectionName: connection,
    actorName: actor,
    personId: person,
    ruleId: rule,
    approvalId: approval,
    errorCode: code,
    minCostMicros: rest.minCostMicros,
    maxCostMicros: rest.maxCostMicros,
    ...{ operation, decision, outcome, kind, surface, label, text, from, to },
  };
  const conditions = (args ?? []).flatMap((written) => {
    const condition = parseArgumentCondition(written);
    return "problem" in condition ? [] : [{ ...condition, path: [...condition.path] }];
  });
  return {
    ...Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined && value !== "")),
    ...(conditions.length > 0 ? { arguments: conditions } : {}),
  };
}

/** What a search asks for, by what the role may look into. Arguments can't be asked about by those who can't read them. */
export function recordsAskedBy(
  membership: { readonly organizationId: string; readonly role: Role },
  input: z.infer<typeof fields>,
) {
  const mayReadBodies = isAllowed(membership.role, "audit.readBodies");
  const filter = recordFilterOf(input);
  if (filter.arguments && !mayReadBodies) {
    return refuse("auth.permission.missing", "Arguments can be searched by owners, admins and auditors.");
  }
  return { organizationId: membership.organizationId, filter, mayReadBodies };
}

/** A search that takes too long is an answer: what to do about it is the asker's. */
export async function soonEnough<T>(search: Promise<T>): Promise<T> {
  try {
    return await search;
  } catch (error) {
    if (error instanceof SearchTooSlowError) {
      return refuse(
        "audit.search.slow",
        "The search took too long. Narrow the time, or filter by agent or operation too.",
      );
    }
    throw error;
  }
}
