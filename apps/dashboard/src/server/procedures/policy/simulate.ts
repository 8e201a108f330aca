import { DECISIONS } from "@countersign/contracts";
import { simulatePolicy } from "@countersign/usecases";
import { z } from "zod";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { LONGEST_POLICY, policyProblemSchema } from "../../views/policy.ts";
import { problemView } from "./problem-view.ts";

const placeSchema = z.object({ at: z.iso.datetime({ precision: 6 }), id: z.string().min(1).max(64) });
const counted = z.number().int().nonnegative();

const stepSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("unreadable"), problems: z.array(policyProblemSchema) }),
  z.object({
    kind: z.literal("simulated"),
    looked: counted,
    total: counted.nullable().meta({ description: "Recorded calls of the whole time, with the first step." }),
    same: counted,
    changes: z.array(
      z.object({
        agent: z.string(),
        operation: z.string(),
        recorded: z.enum(DECISIONS),
        replayed: z.enum(DECISIONS),
        rules: z.array(z.string()),
        calls: counted,
        recordId: z.string(),
      }),
    ),
    unclear: z
      .object({ unreadable: counted, arguments: counted, labels: counted, gone: counted })
      .meta({ description: "Calls of which nobody can say, by reason." }),
    passedOver: counted.meta({ description: "Calls that something else than the policy decided." }),
    next: placeSchema.nullable().meta({ description: "Give it as `after` for the next step; null at the end." }),
  }),
]);

/** Only for those who may read arguments: what a condition makes of recorded calls tells what they held. */
export const simulate = organizationProcedure("audit.readBodies")
  .meta({
    openapi: {
      method: "POST",
      path: "/policy/simulate",
      tags: ["policy"],
      summary: "Replay recorded calls against a draft, a step at a time. Nothing runs.",
    },
  })
  .input(
    z.object({
      source: z.string().max(LONGEST_POLICY).optional().meta({ description: "A draft; without it the policy in use." }),
      days: z.number().int().min(1).max(90).default(7),
      after: placeSchema.nullable().default(null),
    }),
  )
  .output(stepSchema)
  .mutation(async ({ ctx, input }): Promise<z.output<typeof stepSchema>> => {
    const { organizationId } = ctx.membership;
    const { source, days, after } = input;
    const step = await simulatePolicy(
      { db: ctx.services.db },
      { organizationId, ...(source === undefined ? {} : { source }), days, after },
    );
    if (step.kind === "unreadable") return { kind: "unreadable", problems: step.problems.map(problemView) };
    return { ...step, changes: step.changes.map((change) => ({ ...change, rules: [...change.rules] })) };
  });
