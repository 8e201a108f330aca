import { type IdKind, isTypedId, typedId } from "@countersign/core";
import { uuidv7 } from "uuidv7";
import { z } from "zod";

/** A new time-ordered id (UUIDv7) with its typed prefix. */
export function newId(kind: IdKind): string {
  return typedId(kind, uuidv7());
}

/** The schema of an id of one kind. */
export function idSchema(kind: IdKind): z.ZodString {
  return z.string().refine((text) => isTypedId(kind, text), { error: `not an id of the kind ${kind}` });
}
