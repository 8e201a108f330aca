import { explainCall, type LimitRoom } from "@countersign/usecases";
import { z } from "zod";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { type ExplanationView, explanationSchema, type LimitRoomView } from "../../views/explanation.ts";
import { LONGEST_POLICY } from "../../views/policy.ts";
import { problemView } from "./problem-view.ts";

const triedCallSchema = z.object({
  source: z.string().max(LONGEST_POLICY).optional().meta({ description: "A draft; without it the policy in use." }),
  agent: z.string().min(1).max(63).meta({ description: "The agent's name." }),
  instance: z.string().min(1).max(63).optional(),
  operation: z.string().min(1).max(300).meta({ description: "`connection.operation`." }),
  arguments: z.record(z.string(), z.json()).default({}),
  labels: z
    .array(z.string().min(1).max(100))
    .max(100)
    .nullable()
    .default([])
    .meta({ description: "What its session has; null: that isn't known, so conditions on it count as failed." }),
});

export const explain = organizationProcedure("policy.read")
  .meta({
    openapi: {
      method: "POST",
      path: "/policy/explain",
      tags: ["policy"],
      summary: "Ask what a policy says of one call, and why. Nothing runs.",
    },
  })
  .input(triedCallSchema)
  .output(explanationSchema)
  .mutation(async ({ ctx, input }): Promise<ExplanationView> => {
    const { source, agent, instance, operation, labels } = input;
    const answer = await explainCall(
      { db: ctx.services.db },
      {
        organizationId: ctx.membership.organizationId,
        ...(source === undefined ? {} : { source }),
        ...(instance === undefined ? {} : { instance }),
        agent,
        operation,
        args: input.arguments,
        labels,
      },
    );
    if (!answer.ok) throw new RefusalError(answer.refusal);
    if (answer.value.kind === "unreadable") {
      return { kind: "unreadable", problems: answer.value.problems.map(problemView) };
    }
    const { decision, rules } = answer.value.explanation;
    return {
      kind: "explained",
      decision: decision.decision,
      code: decision.code,
      reasons: decision.reasons.map(({ ruleId, text }) => ({ ruleId, text })),
      message: decision.message,
      rules: rules.map((rule) => ({ ...rule, saw: [...rule.saw] })),
      limits: answer.value.limits.map(limitRoomView),
      reserveMicros: decision.isPriced ? decision.reserveMicros.toString() : null,
      asks: (decision.approval?.rules ?? []).map(({ ruleId, by, quorum }) => ({
        ruleId,
        roles: [...by.roles],
        emails: [...by.emails],
        quorum,
      })),
      expiresMs: decision.approval?.expiresMs ?? null,
    };
  });

function limitRoomView({ spec, used, resetsAtMs }: LimitRoom): LimitRoomView {
  const left = used === null ? null : spec.max - used;
  return {
    ruleId: spec.ruleId,
    limitId: spec.limitId,
    kind: spec.kind,
    scope: spec.scope,
    window: windowName(spec.window),
    max: spec.max.toString(),
    left: left === null ? null : (left < 0n ? 0n : left).toString(),
    resetsAt: resetsAtMs === null ? null : new Date(resetsAtMs).toISOString(),
  };
}

function windowName(window: LimitRoom["spec"]["window"]): string {
  if (window.kind === "calendar") return window.per;
  return window.kind === "smooth" ? `${window.everyMs / 1_000}s` : "at once";
}
