import { APPROVAL_STATES } from "@countersign/core";
import { decideByLink as decide } from "@countersign/usecases";
import { z } from "zod";
import { linkDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { entryProcedure } from "../../trpc/procedure.ts";
import { reasonField } from "../approvals/reason-field.ts";
import { tokenField } from "./fields.ts";

/** Decides by a mailed link, which is used up. Only the decision is taken from whoever follows it, never who they are. */
export const decideByLink = entryProcedure("approval.link")
  .input(
    z.discriminatedUnion("decision", [
      z.object({ token: tokenField, decision: z.literal("approve") }),
      z.object({ token: tokenField, decision: z.literal("deny"), reason: reasonField }),
    ]),
  )
  .output(z.object({ state: z.enum(APPROVAL_STATES) }))
  .mutation(async ({ ctx, input }) => {
    const { token, decision } = input;
    const reason = input.decision === "deny" ? input.reason : null;
    const decided = await decide(linkDeps(ctx.services), { token, decision, reason });
    if (!decided.ok) throw new RefusalError(decided.refusal);
    return { state: decided.value.state };
  });
