import type { ChangeOutcome, Invited } from "@countersign/usecases";
import type { z } from "zod";
import { RefusalError } from "../../refusal-error.ts";
import type { Services } from "../../services.ts";
import { invitationView, type invitedSchema } from "../../views/invitation.ts";

/** What whoever invites is shown: the invitation and, this once, its link. */
export function invitedView({ settings }: Services, outcome: ChangeOutcome<Invited>): z.infer<typeof invitedSchema> {
  if (!outcome.ok) throw new RefusalError(outcome.refusal);
  const { invitation, shownToken } = outcome.value;
  const url = new URL(`/invite/${shownToken.reveal()}`, settings.PUBLIC_DASHBOARD_URL).toString();
  return { ...invitationView(invitation), url };
}
