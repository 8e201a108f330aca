import { isAlphanumeric, type Span } from "../text/span.ts";
import { VENDOR_SHAPES, type VendorShape } from "./vendor-shapes.ts";

const COMPILED = VENDOR_SHAPES.map((known: VendorShape) => ({ ...known, pattern: new RegExp(known.body, "y") }));

/** Secrets known by how they begin, whatever stands around them. */
export function knownShapes(text: string): Span[] {
  return COMPILED.flatMap((known) =>
    known.before === undefined ? fromLiteral(text, known) : aroundLiteral(text, known),
  );
}

type Compiled = (typeof COMPILED)[number];

function fromLiteral(text: string, { literal, pattern, isLoose }: Compiled): Span[] {
  const found: Span[] = [];
  for (let at = text.indexOf(literal); at >= 0; ) {
    const end = isLoose && isAlphanumeric(text.charCodeAt(at - 1)) ? null : endOf(text, pattern, at);
    const isWhole = end !== null && !(isLoose && isAlphanumeric(text.charCodeAt(end)));
    if (end !== null && isWhole) found.push({ start: at, end });
    at = text.indexOf(literal, isWhole ? (end ?? at) : at + literal.length);
  }
  return found;
}

/** The literal stands inside: every place is tried from which it can be reached. */
function aroundLiteral(text: string, { literal, pattern, before = 0 }: Compiled): Span[] {
  const found: Span[] = [];
  let till = 0;
  for (let at = text.indexOf(literal); at >= 0; at = text.indexOf(literal, Math.max(till, at + literal.length))) {
    for (let start = Math.max(till, at - before); start < at; start += 1) {
      if (isAlphanumeric(text.charCodeAt(start - 1))) continue;
      const end = endOf(text, pattern, start);
      if (end === null || end <= at) continue;
      found.push({ start, end });
      till = end;
      break;
    }
  }
  return found;
}

function endOf(text: string, pattern: RegExp, at: number): number | null {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : null;
}
