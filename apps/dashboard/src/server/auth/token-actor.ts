import { parseKey, ROLES } from "@countersign/core";
import { findLiveManagementToken, findOrganizationIdByRef } from "@countersign/db";
import { createKeyHasher, Secret } from "@countersign/vault";
import type { Services } from "../services.ts";
import type { Actor } from "./actor.ts";

/** The management token in an Authorization header, or null when there is none that counts. */
export async function tokenActor(services: Services, authorization: string | null): Promise<Actor | null> {
  const parts = parseKey(authorization?.match(/^Bearer (\S+)$/i)?.[1] ?? "");
  if (parts?.kind !== "csm") return null;
  const { db, settings } = services;
  const organizationId = await db.byOrganizationRef(parts.organizationRef, (scope) =>
    findOrganizationIdByRef(scope, parts.organizationRef),
  );
  if (organizationId === null) return null;
  const token = await db.tenant(organizationId, (scope) => findLiveManagementToken(scope, parts.keyRef));
  const hasher = createKeyHasher(new Secret(settings.COUNTERSIGN_MASTER_KEY));
  if (!token || !hasher.matches(parts, token.secretHash)) return null;
  const role = ROLES.find((one) => one === token.role);
  return role ? { kind: "token", tokenId: token.id, title: token.title, organizationId, role } : null;
}
