import { isJsonObject, type JsonObject, type TreeHash } from "@countersign/core";
import { z } from "zod";
import { Fault, type FaultPlace } from "./export-fault.ts";
import { erasedLeaf, recordLeaf, SALTS_DIGITS } from "./record-leaf.ts";

export const hashSchema = z.string().regex(/^[0-9a-f]{64}$/);

/** What a line says of a record in every kind of export. */
export const recordLineSchema = z.object({
  sequence: z.string().regex(/^\d{1,19}$/),
  salts: z
    .string()
    .regex(new RegExp(`^[0-9a-f]{${SALTS_DIGITS}}$`))
    .nullable(),
  erased: z.object({ who: hashSchema, arguments: hashSchema, result: hashSchema }).optional(),
  record: z.custom<JsonObject>(isJsonObject),
});
type RecordLine = z.infer<typeof recordLineSchema>;

/** Undefined where it is no JSON. */
export function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** The leaf made anew from a line. Throws Fault where none can be made. */
export function leafOf({ sequence, salts, erased, record }: RecordLine, at: FaultPlace): TreeHash {
  if (salts === null && !erased) {
    throw new Fault("edited", "This record has neither salts nor hashes of its parts.", at);
  }
  try {
    return salts === null && erased ? erasedLeaf(sequence, record, erased) : recordLeaf(sequence, record, salts ?? "");
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) {
      throw new Fault("edited", "This record has no canonical form.", at);
    }
    throw error;
  }
}
