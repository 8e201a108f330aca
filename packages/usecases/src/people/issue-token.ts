import { type Actor, newId } from "@countersign/contracts";
import { mayGrant, type Role } from "@countersign/core";
import { findOrganization, insertManagementToken, type TenantScope } from "@countersign/db";
import { createKeyHasher, issueKey, type Secret } from "@countersign/vault";
import { appendConfigurationAct } from "../configuration/change-configuration.ts";
import { invalidField, type Outcome } from "../configuration/outcome.ts";
import { findGranter, type Granter, grantFault } from "./granter.ts";
import type { PeopleDeps } from "./verify-password.ts";

export interface TokenIssue {
  readonly organizationId: string;
  readonly actor: Actor;
  readonly title: string;
  readonly role: Role;
  /** Null: it doesn't end by itself. */
  readonly expiresAt: Date | null;
  readonly now: Date;
}

export interface IssuedToken {
  readonly tokenId: string;
  /** Can't be shown again. */
  readonly text: Secret;
}

/**
 * Issues a management token on behalf of a person, or of a token of theirs: with a role they could give anybody, living
 * only while they may still issue it. Refuses higher roles (`auth.permission.missing`) and an expiry that is past, or
 * later than the end of the token that issues it.
 */
export async function issueToken(deps: PeopleDeps, input: TokenIssue): Promise<Outcome<IssuedToken>> {
  const { expiresAt, role, title } = input;
  if (expiresAt && expiresAt <= input.now) return invalidField("expiresAt", "Choose a time in the future.");
  return deps.db.tenant(input.organizationId, async (scope): Promise<Outcome<IssuedToken>> => {
    const granter = await findGranter(scope, input.actor);
    const fault = grantFault(granter, role);
    if (fault) return fault;
    if (granter?.until && (expiresAt === null || expiresAt > granter.until)) {
      return invalidField("expiresAt", "A token issued by a token can't outlive it.");
    }
    const issued = await insertToken(scope, createKeyHasher(deps.masterKey), { input, granter });
    await appendConfigurationAct(scope, input.actor, {
      kind: "key",
      action: "token.issued",
      subject: { kind: "managementToken", id: issued.tokenId, name: title },
      detail: { before: null, after: { role, expiresAt: expiresAt?.toISOString() ?? null } },
      summary: `management token ${title} issued with the rights of ${role}`,
    });
    return { ok: true, value: issued };
  });
}

async function insertToken(
  scope: TenantScope,
  hasher: ReturnType<typeof createKeyHasher>,
  { input, granter }: { readonly input: TokenIssue; readonly granter: Granter | null },
): Promise<IssuedToken> {
  const organization = await findOrganization(scope);
  if (!organization) throw new Error("the organization the token is for doesn't exist");
  const { text, keyRef, secretHash } = issueKey(hasher, "csm", organization.keyRef);
  const tokenId = newId("managementToken");
  const { title, role, expiresAt } = input;
  const issuedBy = granter?.userId ?? null;
  await insertManagementToken(scope, { id: tokenId, keyRef, secretHash, title, role, expiresAt, issuedBy });
  return { tokenId, text };
}

/** Whether a token still answers: nobody issued it, or whoever did is a member who could issue it now. */
export function isTokenBacked(
  token: { readonly issuedBy: string | null; readonly role: Role },
  issuerRole: Role | null,
): boolean {
  return token.issuedBy === null || (issuerRole !== null && mayGrant(issuerRole, token.role));
}
