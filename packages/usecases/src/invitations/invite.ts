import { newId, refusal } from "@countersign/contracts";
import { mayGrant, type Role } from "@countersign/core";
import {
  findInvitation,
  findMember,
  findUserByEmail,
  type InvitationRow,
  insertInvitation,
  revokeInvitationTo,
  type TenantScope,
} from "@countersign/db";
import { linkTokenHash, type Secret } from "@countersign/vault";
import {
  type ConfigurationChange,
  type ConfigurationDeps,
  changeConfiguration,
} from "../configuration/change-configuration.ts";
import { type ChangeOutcome, invalidField, type Refused, unknownTarget } from "../configuration/outcome.ts";
import { normalEmail } from "../people/normal-email.ts";
import { INVITATION_LIFETIME_MS, invitationTokens } from "./invitation-token.ts";

export interface InvitationDeps extends ConfigurationDeps {
  readonly masterKey: Secret;
}

interface Inviting extends ConfigurationChange {
  /** The role of whoever invites: nobody invites somebody above themselves. */
  readonly actorRole: Role;
  /** Whether a mail server is set up. */
  readonly isMailed: boolean;
}

export interface InvitationInput extends Inviting {
  readonly email: string;
  readonly role: Role;
}

export interface Invited {
  readonly invitation: InvitationRow;
  /** The link's secret for whoever invites. It can't be shown again. */
  readonly shownToken: Secret;
}

/** Invites an address. An open invitation to the same address is taken back; members can't be invited again. */
export async function invite(deps: InvitationDeps, input: InvitationInput): Promise<ChangeOutcome<Invited>> {
  const email = normalEmail(input.email);
  if (email === null) return invalidField("email", "This isn't an e-mail address.");
  return changeConfiguration<Invited>(deps, input, (scope) => save(deps, scope, { ...input, email }));
}

/** Invites the address of an invitation again, with new links and a new term; the old links stop working. */
export async function resendInvitation(
  deps: InvitationDeps,
  input: Inviting & { readonly invitationId: string },
): Promise<ChangeOutcome<Invited>> {
  return changeConfiguration<Invited>(deps, input, async (scope) => {
    const old = await findInvitation(scope, input.invitationId);
    if (!old) return unknownTarget("invitation");
    if (old.state === "accepted") return invalidField("id", "This invitation was accepted already.");
    return save(deps, scope, { ...input, email: old.email, role: old.role });
  });
}

async function save(deps: InvitationDeps, scope: TenantScope, input: InvitationInput) {
  const { email, role, actor, isMailed } = input;
  if (!mayGrant(input.actorRole, role)) return notYours(role);
  const user = await findUserByEmail(scope, email);
  if (user && (await findMember(scope, user.id))) {
    return invalidField("email", `${email} belongs to the organization already.`);
  }
  const id = newId("invitation");
  const { mailed, shown } = invitationTokens(deps, id);
  const replacedId = await revokeInvitationTo(scope, email);
  const invitation = await insertInvitation(scope, {
    id,
    email,
    role,
    tokenHash: linkTokenHash(mailed),
    shownHash: linkTokenHash(shown),
    invitedBy: actor.id,
    invitedByName: actor.name,
    lifetimeMs: INVITATION_LIFETIME_MS,
    isMailed,
  });
  const after = { email, role, expiresAt: invitation.expiresAt.toISOString() };
  return {
    ok: true,
    value: { invitation, shownToken: shown },
    act: {
      kind: "member",
      action: "invitation.created",
      subject: { kind: "invitation", id, name: email },
      detail: { before: replacedId === null ? null : { invitationId: replacedId }, after },
      summary: `${email} invited as ${role}`,
    },
  } as const;
}

function notYours(role: Role): Refused {
  const detail = `Only an owner invites somebody as ${role}.`;
  return { ok: false, refusal: refusal("auth.permission.missing", detail) };
}
