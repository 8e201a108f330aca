import { createNoteSigner } from "./note-signing.ts";
import type { Secret } from "./secret.ts";

/** Which key: an organization's, by the name its heads are signed under, counted from 1 each time it is changed. */
export interface SigningKey {
  /** Holds neither space nor plus. */
  readonly name: string;
  readonly generation: number;
}

/**
 * Signs heads of trees with keys that it never gives away. It is asked for no more than a KMS can that only signs; each
 * answer may take its time, and it throws when it can't be reached.
 */
export interface CheckpointSigner {
  /** `name+id+key`, as C2SP's signed-note writes a verifier key: for everybody. */
  publicKey(key: SigningKey): Promise<string>;
  /** The whole signed note of a text. */
  sign(key: SigningKey, text: string): Promise<string>;
}

/** Signs in this process, with keys that are derived from a secret for this purpose, name and generation alone. */
export function localCheckpointSigner(secret: Secret): CheckpointSigner {
  return {
    publicKey: async (key) => createNoteSigner(secret, key).publicKey,
    sign: async (key, text) => createNoteSigner(secret, key).sign(text),
  };
}
