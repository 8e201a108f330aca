/** What speaks against a secret as it is, worst first: the order decides what an inventory shows first. */
export const SECRET_CONCERNS = [
  "expires_soon",
  "owner_gone",
  "stale",
  "broad_role",
  "unrestricted",
  "never_used",
  "old",
] as const;
export type SecretConcern = (typeof SECRET_CONCERNS)[number];

export type SecretState = "live" | "expired" | "revoked" | "replaced";

export interface SecretFacts {
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly replacedAt: Date | null;
  readonly ownerIsGone: boolean;
  /** A token's role; null for what has none. */
  readonly role: string | null;
  /** True where the secret could be bound to places or connections, has an expiry or not, and is bound to none. */
  readonly isUnbound: boolean;
}

const DAY_MS = 86_400_000;
/** Expiring within this time is worth a look. */
export const EXPIRES_SOON_MS = 14 * DAY_MS;
/** Not used for this long, a secret is most likely forgotten. */
export const STALE_MS = 90 * DAY_MS;
/** A new secret gets this long to be used for the first time. */
export const UNUSED_MS = 7 * DAY_MS;
/** Older than this, a secret should be rotated. */
export const OLD_MS = 365 * DAY_MS;

/** Whether a secret still opens anything. Pure. */
export function secretState(facts: SecretFacts, now: Date): SecretState {
  if (facts.revokedAt) return "revoked";
  if (facts.replacedAt) return "replaced";
  return facts.expiresAt && facts.expiresAt <= now ? "expired" : "live";
}

/** What speaks against a secret, worst first; nothing speaks against one that opens nothing any more. Pure. */
export function secretConcerns(facts: SecretFacts, now: Date): readonly SecretConcern[] {
  if (secretState(facts, now) !== "live") return [];
  const age = now.getTime() - facts.createdAt.getTime();
  const unused = now.getTime() - (facts.lastUsedAt ?? facts.createdAt).getTime();
  const holds: Readonly<Record<SecretConcern, boolean>> = {
    expires_soon: facts.expiresAt !== null && facts.expiresAt.getTime() - now.getTime() < EXPIRES_SOON_MS,
    owner_gone: facts.ownerIsGone,
    stale: unused >= STALE_MS,
    broad_role: facts.role === "owner" || facts.role === "admin",
    unrestricted: facts.isUnbound && facts.expiresAt === null,
    never_used: facts.lastUsedAt === null && age >= UNUSED_MS && unused < STALE_MS,
    old: age >= OLD_MS,
  };
  return SECRET_CONCERNS.filter((concern) => holds[concern]);
}

/** Where a secret stands in an inventory: the worst first, what is dead last; then the longest unused. Pure. */
export function compareSecrets(a: RankedSecret, b: RankedSecret): number {
  return rank(a) - rank(b) || a.concerns.length * -1 + b.concerns.length || usedAt(a) - usedAt(b);
}

export interface RankedSecret {
  readonly state: SecretState;
  readonly concerns: readonly SecretConcern[];
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
}

function rank({ state, concerns }: RankedSecret): number {
  if (state !== "live") return SECRET_CONCERNS.length + 1;
  const [worst] = concerns;
  return worst === undefined ? SECRET_CONCERNS.length : SECRET_CONCERNS.indexOf(worst);
}

function usedAt({ lastUsedAt, createdAt }: RankedSecret): number {
  return (lastUsedAt ?? createdAt).getTime();
}
