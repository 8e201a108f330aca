import type { TenantScope } from "../client/db.ts";

/** A secret as an inventory shows it. What would open anything is never read. */
export interface SecretFactsRow {
  readonly id: string;
  readonly kind: "agent_key" | "instance_key" | "management_token" | "connection_credential";
  readonly title: string;
  /** The agent, the connection or the token it belongs to. */
  readonly holderId: string;
  readonly holderTitle: string;
  /** The instance a key proves. */
  readonly instanceName: string | null;
  /** Who answers for it; null when nobody is known. */
  readonly ownerName: string | null;
  readonly ownerIsGone: boolean;
  readonly role: string | null;
  /** Where it may be used from and for, as far as it could be bounded; null where it can't be. */
  readonly bounds: { readonly ipRanges: readonly string[]; readonly connectionIds: readonly string[] } | null;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
  readonly replacedAt: Date | null;
}

const TIMES = { createdAt: true, lastUsedAt: true } as const;

/** Every key, token and credential of the organization, whatever its state. */
export async function listSecretFacts(scope: TenantScope): Promise<SecretFactsRow[]> {
  const people = await scope.tx.member.findMany({
    where: { organizationId: scope.organizationId },
    select: { userId: true, removedAt: true, user: { select: { name: true } } },
  });
  const byUser = new Map(people.map((person) => [person.userId, person]));
  const ownerOf = (userId: string | null) => {
    const person = userId === null ? undefined : byUser.get(userId);
    return { ownerName: person?.user.name ?? null, ownerIsGone: person ? person.removedAt !== null : false };
  };
  const keys = await readKeys(scope);
  const tokens = await readTokens(scope);
  const credentials = await readCredentials(scope);
  return [
    ...keys,
    ...tokens.map(({ issuedBy, ...token }) => ({ ...token, ...ownerOf(issuedBy) })),
    ...credentials.map(({ createdBy, ...credential }) => ({ ...credential, ...ownerOf(createdBy) })),
  ];
}

async function readKeys(scope: TenantScope): Promise<SecretFactsRow[]> {
  const keys = await scope.tx.key.findMany({
    where: { organizationId: scope.organizationId },
    select: {
      ...TIMES,
      id: true,
      title: true,
      keyRef: true,
      expiresAt: true,
      revokedAt: true,
      ipRanges: true,
      connectionIds: true,
      instance: { select: { name: true } },
      agent: {
        select: { id: true, title: true, owner: { select: { removedAt: true, user: { select: { name: true } } } } },
      },
    },
  });
  return keys.map(({ keyRef, ipRanges, connectionIds, instance, agent, ...key }) => ({
    ...key,
    title: key.title === "" ? `…${keyRef}` : key.title,
    kind: instance ? "instance_key" : "agent_key",
    holderId: agent.id,
    holderTitle: agent.title,
    instanceName: instance?.name ?? null,
    ownerName: agent.owner?.user.name ?? null,
    ownerIsGone: agent.owner ? agent.owner.removedAt !== null : false,
    role: null,
    bounds: { ipRanges, connectionIds },
    replacedAt: null,
  }));
}

async function readTokens(scope: TenantScope) {
  const tokens = await scope.tx.managementToken.findMany({
    where: { organizationId: scope.organizationId },
    select: { ...TIMES, id: true, title: true, role: true, issuedBy: true, expiresAt: true, revokedAt: true },
  });
  return tokens.map((token) => ({
    ...token,
    kind: "management_token" as const,
    holderId: token.id,
    holderTitle: "Management API",
    instanceName: null,
    bounds: null,
    replacedAt: null,
  }));
}

async function readCredentials(scope: TenantScope) {
  const credentials = await scope.tx.credential.findMany({
    where: { organizationId: scope.organizationId },
    select: {
      ...TIMES,
      id: true,
      kind: true,
      headerName: true,
      createdBy: true,
      replacedAt: true,
      connection: { select: { id: true, title: true, disconnectedAt: true } },
    },
  });
  return credentials.map(({ kind, headerName, connection, ...credential }) => ({
    ...credential,
    kind: "connection_credential" as const,
    title: kind === "bearer" ? "Bearer token" : `Header ${headerName}`,
    holderId: connection.id,
    holderTitle: connection.title,
    instanceName: null,
    role: null,
    bounds: null,
    expiresAt: null,
    // What is left of a connection that is gone opens nothing any more.
    revokedAt: connection.disconnectedAt,
  }));
}
