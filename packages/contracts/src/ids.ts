import { type IdKind, isTypedId, typedId } from "@countersign/core";
import { V7Generator } from "uuidv7";
import { z } from "zod";

/** Random numbers are drawn in bulk: asking the system for a few at a time took longer than the rest of an id. */
const RANDOM_DRAWN = 1_024;
const drawn = new Uint32Array(RANDOM_DRAWN);
let used = RANDOM_DRAWN;

function nextUint32(): number {
  if (used === RANDOM_DRAWN) {
    crypto.getRandomValues(drawn);
    used = 0;
  }
  const next = drawn[used] ?? 0;
  // Never handed out again, nor left to be read.
  drawn[used] = 0;
  used += 1;
  return next;
}

const generator = new V7Generator({ nextUint32 });

/** A new time-ordered id (UUIDv7) with its typed prefix. */
export function newId(kind: IdKind): string {
  return typedId(kind, generator.generate().toString());
}

/** The schema of an id of one kind. */
export function idSchema(kind: IdKind): z.ZodString {
  return z.string().refine((text) => isTypedId(kind, text), { error: `not an id of the kind ${kind}` });
}
