import type { PlainScope } from "../client/db.ts";
import type { Passkey } from "../generated/client.ts";

export type PasskeyRow = Passkey;
export type NewPasskey = Omit<PasskeyRow, "createdAt" | "lastUsedAt">;

/** Notes what a browser or session is asked to sign, in place of what it was asked before. */
export async function askPasskeyChallenge(
  scope: PlainScope,
  ask: { readonly askedOf: string; readonly challenge: string; readonly lifetimeMs: number },
): Promise<void> {
  await scope.tx.$executeRaw`
    INSERT INTO passkey_challenges ("askedOf", challenge, "expiresAt")
    VALUES (${ask.askedOf}, ${ask.challenge}, now() + ${ask.lifetimeMs} * interval '1 millisecond')
    ON CONFLICT ("askedOf") DO UPDATE SET challenge = excluded.challenge, "expiresAt" = excluded."expiresAt"`;
}

/** What a browser or session was asked to sign, once; null when nothing was, or too long ago. */
export async function spendPasskeyChallenge(scope: PlainScope, askedOf: string): Promise<string | null> {
  const rows = await scope.tx.$queryRaw<{ challenge: string; isLiving: boolean }[]>`
    DELETE FROM passkey_challenges WHERE "askedOf" = ${askedOf}
    RETURNING challenge, "expiresAt" > now() AS "isLiving"`;
  return rows[0]?.isLiving ? rows[0].challenge : null;
}

/** Keeps a passkey. False when somebody has registered it already. */
export async function insertPasskey(scope: PlainScope, { transports, ...passkey }: NewPasskey): Promise<boolean> {
  const { count } = await scope.tx.passkey.createMany({
    data: { ...passkey, transports: [...transports] },
    skipDuplicates: true,
  });
  return count === 1;
}

/** A person's passkeys, oldest first. */
export function listPasskeys(scope: PlainScope, userId: string): Promise<PasskeyRow[]> {
  return scope.tx.passkey.findMany({ where: { userId }, orderBy: { id: "asc" } });
}

/** The passkey that an authenticator calls so, whoever's it is; null when there is none. */
export function findPasskey(scope: PlainScope, credentialId: string): Promise<PasskeyRow | null> {
  return scope.tx.passkey.findUnique({ where: { credentialId } });
}

/** Notes a use by the authenticator's own count. False when it was removed, or the count is one that was seen before. */
export async function usePasskey(scope: PlainScope, id: string, counter: number): Promise<boolean> {
  const changed = await scope.tx.$executeRaw`
    UPDATE passkeys SET counter = ${counter}, "lastUsedAt" = now()
    WHERE id = ${id} AND (counter < ${counter} OR (counter = 0 AND ${counter} = 0))`;
  return changed === 1;
}

/** Removes one passkey of a person; returns its name, or null when they have no such passkey. */
export async function removePasskey(scope: PlainScope, userId: string, id: string): Promise<string | null> {
  const rows = await scope.tx.$queryRaw<{ name: string }[]>`
    DELETE FROM passkeys WHERE id = ${id} AND "userId" = ${userId} RETURNING name`;
  return rows[0]?.name ?? null;
}

/** Removes all passkeys of a person. */
export async function removeAllPasskeys(scope: PlainScope, userId: string): Promise<void> {
  await scope.tx.passkey.deleteMany({ where: { userId } });
}
