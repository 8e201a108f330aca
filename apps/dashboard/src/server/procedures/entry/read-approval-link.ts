import { readApprovalLink as read } from "@countersign/usecases";
import { z } from "zod";
import { linkDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { entryProcedure } from "../../trpc/procedure.ts";
import { linkedApprovalSchema } from "../../views/approval.ts";
import { argumentFields } from "../../views/arguments.ts";
import { approvalRow, argumentsOf } from "../approvals/approval-row.ts";
import { definitionOf, findDefinitions } from "../approvals/definitions.ts";
import { tokenField } from "./fields.ts";

/** What a mailed link asks its holder. It stays unused: programs that look at mail open every link. */
export const readApprovalLink = entryProcedure("approval.link")
  .input(z.object({ token: tokenField }))
  .output(linkedApprovalSchema)
  .query(async ({ ctx, input }) => {
    const linked = await read(linkDeps(ctx.services), input);
    if (!linked.ok) throw new RefusalError(linked.refusal);
    const { approval, organizationTitle, voterName } = linked.value;
    const definitions = await ctx.services.db.tenant(approval.organizationId, (scope) =>
      findDefinitions(scope, [approval]),
    );
    const definition = definitionOf(definitions, approval);
    return {
      ...approvalRow(approval, definition),
      fields: argumentFields(argumentsOf(approval), definition),
      agentReason: approval.agentReason,
      organizationTitle,
      voterName,
    };
  });
