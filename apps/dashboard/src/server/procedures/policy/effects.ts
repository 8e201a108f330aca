import { compareEffects } from "@countersign/usecases";
import { z } from "zod";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { LONGEST_POLICY, policyProblemSchema } from "../../views/policy.ts";
import { problemView } from "./problem-view.ts";

const comparedSchema = z.union([
  z.strictObject({ source: z.string().max(LONGEST_POLICY) }),
  z.strictObject({ version: z.number().int().min(0).meta({ description: "0: no policy at all." }) }),
]);
const outcomeSchema = z.enum(["allowed", "allowed_when", "needs_approval", "denied"]);

const effectsSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("unreadable"), problems: z.array(policyProblemSchema) }),
  z.object({
    kind: z.literal("compared"),
    changes: z.array(
      z.object({
        agent: z.string(),
        operation: z.string(),
        before: outcomeSchema,
        after: outcomeSchema,
        differences: z.array(z.enum(["outcome", "conditions", "approval", "limits"])),
        rulesBefore: z.array(z.string()),
        rulesAfter: z.array(z.string()),
      }),
    ),
    total: z.number().int().meta({ description: "Also those that aren't listed." }),
    isWhole: z.boolean().meta({ description: "False where only some agents were compared." }),
  }),
]);

export const effects = organizationProcedure("policy.read")
  .meta({
    openapi: {
      method: "POST",
      path: "/policy/effects",
      tags: ["policy"],
      summary: "Compare what two policies make of each agent's calls",
    },
  })
  .input(z.object({ before: comparedSchema, after: comparedSchema }))
  .output(effectsSchema)
  .mutation(async ({ ctx, input }): Promise<z.output<typeof effectsSchema>> => {
    const { organizationId } = ctx.membership;
    const answer = await compareEffects({ db: ctx.services.db }, { organizationId, ...input });
    if (!answer.ok) throw new RefusalError(answer.refusal);
    if (answer.value.kind === "unreadable") {
      return { kind: "unreadable", problems: answer.value.problems.map(problemView) };
    }
    const { changes, total, isWhole } = answer.value;
    return {
      kind: "compared",
      total,
      isWhole,
      changes: changes.map((change) => ({
        ...change,
        differences: [...change.differences],
        rulesBefore: [...change.rulesBefore],
        rulesAfter: [...change.rulesAfter],
      })),
    };
  });
