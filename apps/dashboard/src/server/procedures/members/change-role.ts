import { changeMemberRole } from "@countersign/usecases";
import { z } from "zod";
import { recordActor } from "../../auth/record-actor.ts";
import { configurationDeps } from "../../deps.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { roleSchema } from "../../views/member.ts";

export const changeRole = organizationProcedure("members.write")
  .meta({
    openapi: { method: "PATCH", path: "/members/{id}", tags: ["members"], summary: "Give a member another role" },
  })
  .input(z.object({ id: z.string().max(80), role: roleSchema }))
  .output(
    z.object({
      id: z.string(),
      role: roleSchema,
      inForce: z
        .boolean()
        .meta({ description: "True once every gateway knows. On pages it holds from the answer on." }),
    }),
  )
  .mutation(async ({ ctx, input }) => {
    const changed = await changeMemberRole(configurationDeps(ctx.services), {
      organizationId: ctx.membership.organizationId,
      actor: recordActor(ctx.actor),
      memberId: input.id,
      role: input.role,
    });
    if (!changed.ok) throw new RefusalError(changed.refusal);
    return { id: changed.value.memberId, role: changed.value.role, inForce: changed.inForce };
  });
