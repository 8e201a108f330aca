import { z } from "zod";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { approvalDetailSchema } from "../../views/approval.ts";
import { showApproval } from "./show-approval.ts";

export const get = organizationProcedure("approvals.readOwn")
  .meta({ openapi: { method: "GET", path: "/approvals/{id}", tags: ["approvals"], summary: "Read one approval" } })
  .input(z.object({ id: z.string().max(80) }))
  .output(approvalDetailSchema)
  .query(({ ctx, input }) => showApproval(ctx, input.id));
