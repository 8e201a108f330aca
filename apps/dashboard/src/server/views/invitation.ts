import { ROLES } from "@countersign/core";
import type { InvitationRow } from "@countersign/db";
import { z } from "zod";

/** An invitation as members see it, without its links. */
export const invitationSchema = z.object({
  id: z.string(),
  email: z.string(),
  role: z.enum(ROLES),
  invitedByName: z.string(),
  createdAt: z.string(),
  expiresAt: z.string(),
  state: z.enum(["open", "accepted", "revoked", "expired"]),
  sentAt: z.string().nullable().meta({ description: "When the mail was handed over; null while it wasn't." }),
  isMailed: z.boolean().meta({ description: "False where no mail server was set up, so that no mail is sent." }),
});

/** The same with the link, which is shown this once. */
export const invitedSchema = invitationSchema.extend({
  url: z.string().meta({ description: "The link to pass on. It can't be shown again." }),
});

export function invitationView(row: InvitationRow): z.infer<typeof invitationSchema> {
  const { id, email, role, invitedByName, state, isMailed } = row;
  return {
    id,
    email,
    role,
    invitedByName,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    state,
    sentAt: row.sentAt?.toISOString() ?? null,
    isMailed,
  };
}
