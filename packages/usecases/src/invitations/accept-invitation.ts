import { newId, refusal } from "@countersign/contracts";
import {
  findUser,
  type HeldInvitation,
  insertMember,
  insertUser,
  setUserVerified,
  spendInvitation,
  type TenantScope,
  type UserRow,
} from "@countersign/db";
import { hashPassword } from "@countersign/vault";
import { changeConfiguration, type Worked } from "../configuration/change-configuration.ts";
import { type ChangeOutcome, invalidField } from "../configuration/outcome.ts";
import { linkOver } from "../people/link-over.ts";
import { passwordProblem } from "../people/password-rule.ts";
import { presentedInvitation } from "./invitation-token.ts";
import type { InvitationDeps } from "./invite.ts";

export interface Joined {
  readonly organizationId: string;
  readonly organizationName: string;
  readonly user: UserRow;
}

/**
 * Accepts an invitation as the person who is signed in. Refuses everybody but the one who was invited, and links that
 * are over. Who belongs to the organization already stays what they are.
 */
export async function acceptInvitation(
  deps: InvitationDeps,
  input: { readonly token: string; readonly userId: string },
): Promise<ChangeOutcome<Joined>> {
  const presented = await presentedInvitation(deps, input.token);
  if (!presented) return linkOver();
  const { invitation, provesMailbox } = presented;
  const user = await deps.db.global((scope) => findUser(scope, input.userId));
  if (!user) throw new Error("the person who is signed in doesn't exist");
  if (user.email !== invitation.email) {
    const detail = `This invitation is for ${invitation.email}. You are signed in as ${user.email}.`;
    return { ok: false, refusal: refusal("auth.permission.missing", detail) };
  }
  return changeConfiguration(deps, { organizationId: invitation.organizationId, actor: actorOf(user) }, (scope) =>
    join(scope, { invitation, provesMailbox, user }),
  );
}

export interface NewcomerInput {
  readonly token: string;
  readonly name: string;
  /** Without one the person signs in by e-mail link. */
  readonly password?: string;
}

/**
 * Accepts an invitation as somebody without an account, and makes it. Refuses addresses that have one, whose people
 * sign in instead: an invitation's link opens nobody's account.
 */
export async function joinAsNewcomer(deps: InvitationDeps, input: NewcomerInput): Promise<ChangeOutcome<Joined>> {
  const presented = await presentedInvitation(deps, input.token);
  if (!presented) return linkOver();
  const { invitation, provesMailbox } = presented;
  const problem = input.password === undefined ? null : passwordProblem(input.password);
  if (problem !== null) return invalidField("password", problem);
  const passwordHash = input.password === undefined ? null : await hashPassword(input.password);
  const { email } = invitation;
  const id = newId("user");
  const { name } = input;
  return changeConfiguration<Joined>(
    deps,
    { organizationId: invitation.organizationId, actor: actorOf({ id, name }) },
    async (scope) => {
      const user = await insertUser(scope, { id, email, name, passwordHash, isVerified: provesMailbox });
      if (!user) return invalidField("email", "There is an account with this address. Sign in to accept.");
      return join(scope, { invitation, provesMailbox, user });
    },
  );
}

interface Joining {
  readonly invitation: HeldInvitation;
  readonly provesMailbox: boolean;
  readonly user: UserRow;
}

async function join(scope: TenantScope, { invitation, provesMailbox, user }: Joining): Promise<Worked<Joined>> {
  const { organizationId, organizationName, role } = invitation;
  if (!(await spendInvitation(scope, invitation.id))) return linkOver();
  const member = await insertMember(scope, { id: newId("member"), userId: user.id, role });
  if (provesMailbox) await setUserVerified(scope, user.id);
  return {
    ok: true,
    value: { organizationId, organizationName, user },
    act: {
      kind: "member",
      action: "invitation.accepted",
      subject: { kind: "member", id: member?.id ?? user.id, name: user.name },
      detail: {
        invitationId: invitation.id,
        invitedBy: invitation.invitedByName,
        before: { isMember: member === null },
        after: { isMember: true, ...(member ? { role } : {}) },
      },
      summary: member
        ? `${user.name} joined as ${role}`
        : `${user.name} accepted an invitation, being a member already`,
    },
  };
}

function actorOf({ id, name }: { readonly id: string; readonly name: string }) {
  return { kind: "user", id, name } as const;
}
