import type { ValueKind } from "./value-kinds.ts";

/** What may stand at a place of the document. */
export type Shape =
  | { readonly kind: "fields"; readonly fields: readonly FieldFact[] }
  /** A mapping under names that people choose. */
  | { readonly kind: "named"; readonly names: "free" | "operation" | "argument"; readonly of: Shape }
  | { readonly kind: "list"; readonly of: Shape }
  | { readonly kind: "value"; readonly value: ValueKind };

export interface FieldFact {
  readonly name: string;
  readonly doc: string;
  readonly example: string;
  readonly shape: Shape;
  /** What completing it writes after the name; `¦` is where the cursor goes. */
  readonly insert: string;
}

export const value = (kind: ValueKind): Shape => ({ kind: "value", value: kind });
export const list = (of: Shape): Shape => ({ kind: "list", of });
export const fields = (...all: readonly FieldFact[]): Shape => ({ kind: "fields", fields: all });

export const TEXT = value("text");
/** A configured answer. */
export const RESPONSE = fields({
  name: "respond",
  doc: "The answer that the agent gets in place of an error.",
  example: '{ text: "Not sent: nobody approved it in time." }',
  insert: ': { text: "¦" }',
  shape: fields({
    name: "text",
    doc: "The answer's text.",
    example: '"Try again tomorrow."',
    insert: ': "¦"',
    shape: TEXT,
  }),
});
