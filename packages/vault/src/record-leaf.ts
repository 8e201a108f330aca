import {
  divideRecord,
  ERASABLE_PARTS,
  type ErasablePart,
  type JsonObject,
  leafData,
  partData,
  type TreeHash,
} from "@countersign/core";
import { saltedHash, treeHasher } from "./tree-hasher.ts";

const SALT_DIGITS = 32;
/** Hex digits of the salts of one record. */
export const SALTS_DIGITS = SALT_DIGITS * ERASABLE_PARTS.length;

type PartHashes = { readonly [part in ErasablePart]: string };

/** The leaf of a record: its hash in the tree. `salts` is hex, 32 digits for each erasable part. */
export function recordLeaf(sequence: string, record: JsonObject, salts: string): TreeHash {
  const { clear, parts } = divideRecord(record);
  return treeHasher.leaf(leafData(sequence, clear, partHashes(parts, salts)));
}

/** The leaf of a record of which the parts were erased, and only their salted hashes are left. */
export function erasedLeaf(sequence: string, record: JsonObject, hashes: PartHashes): TreeHash {
  return treeHasher.leaf(leafData(sequence, divideRecord(record).clear, hashes));
}

/** What is left of a record's parts when they are erased. */
export function recordPartHashes(record: JsonObject, salts: string): PartHashes {
  return partHashes(divideRecord(record).parts, salts);
}

function partHashes(parts: ReturnType<typeof divideRecord>["parts"], salts: string): PartHashes {
  if (salts.length !== SALTS_DIGITS) throw new RangeError("a record's salts have another length");
  const of = (part: ErasablePart, at: number): string =>
    saltedHash(salts.slice(at * SALT_DIGITS, (at + 1) * SALT_DIGITS), partData(part, parts[part]));
  return { who: of("who", 0), arguments: of("arguments", 1), result: of("result", 2) };
}
