import { hash, verify } from "@node-rs/argon2";

/** Argon2id at 19 MiB, two passes, one lane: OWASP's first choice, about 20 ms. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const LONGEST_BYTES = 1024;

let decoy: Promise<string> | null = null;

/** Hashes a password (PHC string). Throws RangeError when it is empty or longer than 1 KiB. */
export async function hashPassword(password: string): Promise<string> {
  const bytes = Buffer.byteLength(password);
  if (bytes === 0 || bytes > LONGEST_BYTES) throw new RangeError("a password has 1 to 1024 bytes");
  return hash(password, COST);
}

/**
 * Whether a password is right. `stored` is null for a person who is unknown or has no password: the same work is done
 * then, so that the time taken doesn't tell who exists. A stored hash that can't be read is a refusal.
 */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  decoy ??= hash("nobody's password", COST);
  const isTooLong = Buffer.byteLength(password) > LONGEST_BYTES;
  try {
    const isRight = await verify(stored ?? (await decoy), isTooLong ? "" : password);
    return isRight && stored !== null && !isTooLong;
  } catch {
    return false;
  }
}
