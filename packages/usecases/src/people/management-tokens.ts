import { type Actor, newId, refusal } from "@countersign/contracts";
import { parseKey, type Role, readRole } from "@countersign/core";
import {
  findLiveManagementToken,
  findManagementToken,
  findOrganization,
  findOrganizationIdByRef,
  insertManagementToken,
  setManagementTokenRevoked,
  touchManagementToken,
} from "@countersign/db";
import { createKeyHasher, issueKey, type Secret } from "@countersign/vault";
import { appendConfigurationAct } from "../configuration/change-configuration.ts";
import { type Outcome, unknownTarget } from "../configuration/outcome.ts";
import { isTokenBacked } from "./issue-token.ts";
import type { PeopleDeps } from "./verify-password.ts";

export interface TokenInput {
  readonly organizationId: string;
  readonly actor: Actor;
  readonly title: string;
  readonly role: Role;
  readonly expiresAt?: Date | null;
}

/** Issues a management token of the platform's own, which no person answers for. Its text can't be shown again. */
export async function issueManagementToken(
  deps: PeopleDeps,
  input: TokenInput,
): Promise<{ readonly tokenId: string; readonly text: Secret }> {
  const hasher = createKeyHasher(deps.masterKey);
  return deps.db.tenant(input.organizationId, async (scope) => {
    const organization = await findOrganization(scope);
    if (!organization) throw new Error("the organization the token is for doesn't exist");
    const { text, keyRef, secretHash } = issueKey(hasher, "csm", organization.keyRef);
    const { title, role } = input;
    const id = newId("managementToken");
    const expiresAt = input.expiresAt ?? null;
    await insertManagementToken(scope, { id, keyRef, secretHash, title, role, expiresAt, issuedBy: null });
    await appendConfigurationAct(scope, input.actor, {
      kind: "key",
      action: "token.issued",
      subject: { kind: "managementToken", id, name: title },
      detail: { role },
      summary: `management token ${title} issued with the rights of ${role}`,
    });
    return { tokenId: id, text };
  });
}

export interface TokenHolder {
  readonly tokenId: string;
  readonly title: string;
  readonly organizationId: string;
  readonly role: Role;
  /** In whose name it acts; null for a token of the organization's, which is nobody. */
  readonly person: { readonly userId: string; readonly name: string; readonly decides: boolean } | null;
}

/** Whose a presented token is, while whoever issued it may still do so. Every refusal reads the same. */
export async function verifyManagementToken(
  deps: PeopleDeps,
  input: { readonly text: string },
): Promise<Outcome<TokenHolder>> {
  const refused = { ok: false, refusal: refusal("auth.credential.invalid", "This token isn't accepted.") } as const;
  const parts = parseKey(input.text);
  if (parts?.kind !== "csm") return refused;
  const organizationId = await deps.db.byOrganizationRef(parts.organizationRef, (scope) =>
    findOrganizationIdByRef(scope, parts.organizationRef),
  );
  if (organizationId === null) return refused;
  const row = await deps.db.tenant(organizationId, (scope) => findLiveManagementToken(scope, parts.keyRef));
  if (!row || !createKeyHasher(deps.masterKey).matches(parts, row.secretHash)) return refused;
  const role = readRole(row.role);
  if (!role) throw new Error(`management token ${row.id} has a role nobody knows`);
  const { issuedBy, personal, issuerName } = row;
  if (!isTokenBacked({ issuedBy, role, personal }, readRole(row.issuerRole ?? ""))) return refused;
  await deps.db.tenant(organizationId, (scope) => touchManagementToken(scope, row.id));
  const person =
    personal === null || issuedBy === null
      ? null
      : { userId: issuedBy, name: issuerName ?? issuedBy, decides: personal === "decides" };
  return { ok: true, value: { tokenId: row.id, title: row.title, organizationId, role, person } };
}

/** Revokes a token; it isn't accepted from then on. Doing it twice answers the same. */
export async function revokeManagementToken(
  deps: PeopleDeps,
  input: {
    readonly organizationId: string;
    readonly actor: Actor;
    readonly tokenId: string;
    /** Only if it is this person's own. */
    readonly personalOf?: string;
  },
): Promise<Outcome<{ readonly tokenId: string }>> {
  const { tokenId, personalOf } = input;
  return deps.db.tenant(input.organizationId, async (scope) => {
    const token = await findManagementToken(scope, tokenId);
    const isMeant = personalOf === undefined || (token?.personal !== null && token?.issuedBy === personalOf);
    if (!token || !isMeant) return unknownTarget("token");
    if (await setManagementTokenRevoked(scope, tokenId)) {
      await appendConfigurationAct(scope, input.actor, {
        kind: "key",
        action: "token.revoked",
        subject: { kind: "managementToken", id: tokenId, name: token.title },
        detail: { before: { role: token.role }, after: null },
        summary: `management token ${token.title} revoked`,
      });
    }
    return { ok: true, value: { tokenId } };
  });
}
