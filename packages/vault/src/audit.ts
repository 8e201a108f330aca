// An entry of its own, so that a program which only verifies loads nothing of secrets and passwords.
export { createNoteSigner, type NoteSigner, type NoteVerifier, readPublicKey } from "./note-signing.ts";
export { erasedLeaf, recordLeaf, recordPartHashes, SALTS_DIGITS } from "./record-leaf.ts";
export { joinHashes, splitHashes, treeHasher } from "./tree-hasher.ts";
export { type ExportFault, type Verified, type VerifyOptions, verifyExport } from "./verify-export.ts";
