import { ROLES } from "@countersign/core";
import { z } from "zod";

export const roleSchema = z.enum(ROLES);

const instantSchema = z.iso.datetime({ offset: true });

/** When somebody is away, and who decides in their place. */
export const absenceSchema = z.object({
  from: instantSchema,
  until: instantSchema,
  delegateId: z.string().max(80).meta({ description: "The member who decides in their place." }),
});

export const plannedAbsenceSchema = absenceSchema.extend({ delegateName: z.string() });
export type AbsenceView = z.infer<typeof plannedAbsenceSchema>;

/** An absence as use cases take it. */
export function readAbsence(given: z.infer<typeof absenceSchema> | null) {
  return given && { from: new Date(given.from), until: new Date(given.until), delegateMemberId: given.delegateId };
}

export const memberSchema = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: roleSchema,
  joinedAt: z.string(),
  isYou: z.boolean(),
  mayChange: z.boolean().meta({ description: "Whether you may change their role or remove them." }),
  agents: z
    .array(z.object({ id: z.string(), name: z.string(), stopsWithOwner: z.boolean() }))
    .meta({ description: "Agents they own." }),
  absence: plannedAbsenceSchema
    .nullable()
    .meta({ description: "While they are away, or will be; null when it is over." }),
  mayDecide: z.boolean().meta({ description: "Whether their role decides approvals." }),
  sameAs: z.array(z.string()).meta({ description: "Addresses of other accounts of the same person." }),
  looksLike: z
    .array(z.object({ id: z.string(), email: z.string() }))
    .meta({ description: "Members whose proved address is the same mailbox: perhaps the same person." }),
  tokens: z.array(z.string()).meta({ description: "Titles of living management tokens they issued." }),
});
export const memberListSchema = z.object({ members: z.array(memberSchema) });
export type MemberView = z.infer<typeof memberSchema>;
