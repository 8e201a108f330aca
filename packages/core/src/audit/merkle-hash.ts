/** A hash of the tree: 32 bytes. */
export type TreeHash = Uint8Array;

/** SHA-256 with the prefixes of RFC 6962, section 2.1. It comes in as an argument, so that the tree stays pure. */
export interface TreeHasher {
  /** The hash of no leaf at all. */
  empty(): TreeHash;
  /** SHA-256(0x00 || data). `data` is UTF-8. */
  leaf(data: string): TreeHash;
  /** SHA-256(0x01 || left || right). */
  node(left: TreeHash, right: TreeHash): TreeHash;
}

/** Whether two hashes are the same. Hashes of the tree are no secrets. */
export function isSameHash(one: TreeHash, other: TreeHash): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
