// An entry of its own, so that a program which only verifies loads nothing of secrets and passwords.
export { type CheckpointSigner, localCheckpointSigner, type SigningKey } from "./checkpoint-signer.ts";
export type { ExportFault } from "./export-fault.ts";
export { KEY_ROTATED } from "./export-keys.ts";
export { createNoteSigner, type NoteSigner, type NoteVerifier, readPublicKey } from "./note-signing.ts";
export { erasedLeaf, recordLeaf, recordPartHashes, SALTS_DIGITS } from "./record-leaf.ts";
export { joinHashes, splitHashes, treeHasher } from "./tree-hasher.ts";
export { type Verified, type VerifyOptions, verifyExport } from "./verify-export.ts";
