import { hash } from "node:crypto";
import type { BoundedText } from "@countersign/contracts";

/** `\\u0000`: what one byte may become inside JSON. */
const LONGEST_ESCAPE = 6;

/**
 * Text for a record, cut so that it takes at most `maxBytes` inside JSON. Size and hash are of the whole text, so that
 * what was cut can still be proved.
 */
export function boundText(text: string, maxBytes: number): BoundedText {
  const bytes = Buffer.byteLength(text);
  const sha256 = hash("sha256", text, "hex");
  // Even if every byte were escaped it would fit.
  if (bytes * LONGEST_ESCAPE <= maxBytes) return { text, bytes, sha256, isCut: false };
  let kept = text.length > maxBytes ? cut(text, maxBytes) : text;
  // Escapes make text longer inside JSON: shrink by the ratio until it fits.
  for (let written = writtenBytes(kept); written > maxBytes; written = writtenBytes(kept)) {
    kept = cut(kept, Math.floor((kept.length * maxBytes) / written) - 1);
  }
  return { text: kept, bytes, sha256, isCut: kept.length < text.length };
}

function writtenBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text));
}

/** Cuts without leaving half of a surrogate pair. */
function cut(text: string, length: number): string {
  const kept = text.slice(0, Math.max(0, length));
  return kept.isWellFormed() ? kept : kept.slice(0, -1);
}
