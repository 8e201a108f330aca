import { findMember, findOrganization, listKillSwitchesOn } from "@countersign/db";
import { findHotMark } from "@countersign/db/audit";
import { z } from "zod";
import { refuse } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { roleSchema } from "../../views/member.ts";

export const get = organizationProcedure("organization.read")
  .meta({
    openapi: { method: "GET", path: "/organization", tags: ["organization"], summary: "Read the organization" },
  })
  .output(
    z.object({
      id: z.string(),
      name: z.string().meta({ description: "Stays for good." }),
      title: z.string(),
      timeZone: z.string().meta({ description: "IANA name; limits by day, week and month begin in it." }),
      createdAt: z.string(),
      role: roleSchema.meta({ description: "Yours." }),
      memberId: z.string().nullable().meta({ description: "Yours; null for a token." }),
      kill: z
        .object({ id: z.string(), reason: z.string(), createdAt: z.string() })
        .nullable()
        .meta({ description: "The switch that stops every call, or null." }),
      restoredAt: z.string().nullable().meta({
        description: "Since when calls are refused because the database was taken back to an older state, or null.",
      }),
    }),
  )
  .query(async ({ ctx }) => {
    const { actor, membership } = ctx;
    const { organization, member, kills, mark } = await ctx.services.db.tenant(
      membership.organizationId,
      async (scope) => ({
        organization: await findOrganization(scope),
        member: actor.kind === "user" ? await findMember(scope, actor.userId) : null,
        kills: await listKillSwitchesOn(scope),
        mark: await findHotMark(scope),
      }),
    );
    if (!organization) return refuse("request.target.unknown", "There is no such organization.");
    const kill = kills.find(({ targetKind }) => targetKind === "organization");
    const { id, name, title, timeZone, createdAt } = organization;
    return {
      id,
      name,
      title,
      timeZone,
      createdAt: createdAt.toISOString(),
      role: membership.role,
      memberId: member?.id ?? null,
      kill: kill ? { id: kill.id, reason: kill.reason, createdAt: kill.createdAt.toISOString() } : null,
      restoredAt: mark.restoredAt?.toISOString() ?? null,
    };
  });
