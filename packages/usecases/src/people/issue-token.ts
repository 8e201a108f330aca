import { type Actor, newId } from "@countersign/contracts";
import { isAllowed, mayGrant, type Role } from "@countersign/core";
import { findOrganization, insertManagementToken, type NewManagementToken, type TenantScope } from "@countersign/db";
import { createKeyHasher, issueKey, type Secret } from "@countersign/vault";
import { appendConfigurationAct } from "../configuration/change-configuration.ts";
import { invalidField, type Outcome, unknownTarget } from "../configuration/outcome.ts";
import { isSuspended, suspendedRefusal } from "../organizations/suspension.ts";
import { findGranter, grantFault } from "./granter.ts";
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
    const issued = await insertToken(scope, createKeyHasher(deps.masterKey), {
      ...{ title, role, expiresAt },
      issuedBy: granter?.userId ?? null,
    });
    await recordIssue(scope, input.actor, { ...issued, title, role, expiresAt });
    return { ok: true, value: issued };
  });
}

/** The rights of every personal token: to see what asks its person, and to decide it where they said so. */
const PERSONAL_ROLE: Role = "approver";

export interface PersonalTokenIssue {
  readonly organizationId: string;
  /** A person: no token makes one of these. */
  readonly actor: Actor & { readonly kind: "user"; readonly id: string };
  readonly title: string;
  /** Whether it may vote in the person's name. */
  readonly decides: boolean;
  /** Null: it doesn't end by itself. */
  readonly expiresAt: Date | null;
  readonly now: Date;
}

/**
 * Issues a member's own token, which acts in their name: it sees the approvals that ask them and, if they said so, votes
 * as them. Refuses who is no member (`request.target.unknown`), a suspended organization, an expiry that is past, and the
 * right to decide where the member's role has none.
 */
export async function issuePersonalToken(deps: PeopleDeps, input: PersonalTokenIssue): Promise<Outcome<IssuedToken>> {
  const { actor, decides, expiresAt, title } = input;
  if (expiresAt && expiresAt <= input.now) return invalidField("expiresAt", "Choose a time in the future.");
  return deps.db.tenant(input.organizationId, async (scope): Promise<Outcome<IssuedToken>> => {
    if (await isSuspended(scope)) return { ok: false, refusal: suspendedRefusal() };
    const member = await findGranter(scope, actor);
    if (!member) return unknownTarget("organization");
    if (decides && !isAllowed(member.role, "approvals.decide")) {
      return invalidField("decides", `Your role is ${member.role}, which decides no approvals.`);
    }
    const personal = decides ? "decides" : "reads";
    const issued = await insertToken(scope, createKeyHasher(deps.masterKey), {
      ...{ title, expiresAt, personal },
      role: PERSONAL_ROLE,
      issuedBy: actor.id,
    });
    await recordIssue(scope, actor, { ...issued, title, role: PERSONAL_ROLE, expiresAt, personal });
    return { ok: true, value: issued };
  });
}

type TokenContent = Omit<NewManagementToken, "id" | "keyRef" | "secretHash">;

async function insertToken(
  scope: TenantScope,
  hasher: ReturnType<typeof createKeyHasher>,
  content: TokenContent,
): Promise<IssuedToken> {
  const organization = await findOrganization(scope);
  if (!organization) throw new Error("the organization the token is for doesn't exist");
  const { text, keyRef, secretHash } = issueKey(hasher, "csm", organization.keyRef);
  const tokenId = newId("managementToken");
  await insertManagementToken(scope, { id: tokenId, keyRef, secretHash, ...content });
  return { tokenId, text };
}

function recordIssue(
  scope: TenantScope,
  actor: Actor,
  { tokenId, title, role, expiresAt, personal }: Omit<TokenContent, "issuedBy"> & { readonly tokenId: string },
): Promise<void> {
  const rights = personal === undefined ? `the rights of ${role}` : `what asks ${actor.name}`;
  return appendConfigurationAct(scope, actor, {
    kind: "key",
    action: "token.issued",
    subject: { kind: "managementToken", id: tokenId, name: title },
    detail: {
      before: null,
      after: { role, expiresAt: expiresAt?.toISOString() ?? null, ...(personal !== undefined && { personal }) },
    },
    summary: `management token ${title} issued with ${rights}`,
  });
}

/**
 * Whether a token still answers: nobody issued it, or whoever did is a member who could issue it now. A personal one
 * that decides needs a role that still does.
 */
export function isTokenBacked(
  token: { readonly issuedBy: string | null; readonly role: Role; readonly personal: string | null },
  issuerRole: Role | null,
): boolean {
  if (token.issuedBy === null) return true;
  if (issuerRole === null) return false;
  if (token.personal === null) return mayGrant(issuerRole, token.role);
  return token.personal === "reads" || isAllowed(issuerRole, "approvals.decide");
}
