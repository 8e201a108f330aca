import { findInvitation, type InvitationRow, revokeInvitationRow } from "@countersign/db";
import {
  type ConfigurationChange,
  type ConfigurationDeps,
  changeConfiguration,
} from "../configuration/change-configuration.ts";
import { type ChangeOutcome, invalidField, unknownTarget } from "../configuration/outcome.ts";

/** Takes an invitation back: its links stop working. Doing it twice answers the same; an accepted one stays. */
export async function revokeInvitation(
  deps: ConfigurationDeps,
  input: ConfigurationChange & { readonly invitationId: string },
): Promise<ChangeOutcome<InvitationRow>> {
  return changeConfiguration<InvitationRow>(deps, input, async (scope) => {
    const before = await findInvitation(scope, input.invitationId);
    if (!before) return unknownTarget("invitation");
    const isChanged = await revokeInvitationRow(scope, before.id);
    const row = (await findInvitation(scope, before.id)) ?? before;
    if (row.state === "accepted") return invalidField("id", "This invitation was accepted; remove the member instead.");
    if (!isChanged) return { ok: true, value: row, act: null };
    return {
      ok: true,
      value: row,
      act: {
        kind: "member",
        action: "invitation.revoked",
        subject: { kind: "invitation", id: row.id, name: row.email },
        detail: { before: { state: before.state, role: row.role }, after: { state: row.state } },
        summary: `invitation of ${row.email} taken back`,
      },
    };
  });
}
