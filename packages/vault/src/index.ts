export { databaseRolePassword, deriveKey } from "./derive-key.ts";
export { createKeyHasher, type IssuedKey, issueKey, type KeyHasher, newKeyRef, randomBase62 } from "./issue-key.ts";
export { argumentsHash, argumentsHashKey, isSameHash, keyedHash } from "./keyed-hash.ts";
export { type LinkKind, linkToken, linkTokenHash, readLinkToken } from "./link-token.ts";
export { masterKeyId, readMasterKey } from "./master-key.ts";
export { hashPassword, verifyPassword } from "./passwords.ts";
export { seal } from "./seal.ts";
export type { SealBinding } from "./sealed-form.ts";
export { Secret } from "./secret.ts";
