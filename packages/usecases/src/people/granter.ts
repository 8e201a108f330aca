import { type Actor, refusal } from "@countersign/contracts";
import { mayGrant, ROLES, type Role, readRole } from "@countersign/core";
import { findManagementToken, findMember, type TenantScope } from "@countersign/db";
import type { Refused } from "../configuration/outcome.ts";

/** Whoever gives roles: what they are at this moment, and which person answers for what they issue. */
export interface Granter {
  readonly role: Role;
  /** Null when no person does. */
  readonly userId: string | null;
  /** When their own right ends: a token that issues tokens can't outlive itself. Null: it doesn't end by itself. */
  readonly until: Date | null;
}

/**
 * What an actor is now, read inside the transaction of what they do: somebody may have changed it since they were let
 * in. Null when they are nothing here any more.
 */
export async function findGranter(scope: TenantScope, actor: Actor): Promise<Granter | null> {
  if (actor.kind === "system") return { role: "owner", userId: null, until: null };
  if (actor.id === null) return null;
  if (actor.kind === "user") {
    const member = await findMember(scope, actor.id);
    const role = readRole(member?.role ?? "");
    return role && { role, userId: actor.id, until: null };
  }
  if (actor.kind !== "token") return null;
  const token = await findManagementToken(scope, actor.id);
  const role = readRole(token?.role ?? "");
  if (!token || token.revokedAt !== null || !role) return null;
  return { role, userId: token.issuedBy, until: token.expiresAt };
}

/** Why a granter may not give a role to somebody, or take it from them. Null when they may. */
export function grantFault(granter: Granter | null, role: Role): Refused | null {
  if (granter && mayGrant(granter.role, role)) return null;
  const detail =
    granter && ROLES.indexOf(role) < ROLES.indexOf(granter.role)
      ? `Only an ${ROLES[ROLES.indexOf(role)]} can give the role ${role}, or take it from somebody; yours is ${granter.role}.`
      : "Your role doesn't include changing who has which role.";
  return { ok: false, refusal: refusal("auth.permission.missing", detail) };
}
