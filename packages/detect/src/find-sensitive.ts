import type { DetectorName, FindingName } from "./detector-names.ts";
import { findAddresses } from "./personal/addresses.ts";
import { findCards } from "./personal/cards.ts";
import { findEmails } from "./personal/emails.ts";
import { findIbans } from "./personal/ibans.ts";
import { findIdentityNumbers } from "./personal/identity-numbers.ts";
import { findPhones } from "./personal/phones.ts";
import { findSecrets, findWholeSecrets } from "./secrets/secrets.ts";
import { encodedRuns } from "./text/encoded-runs.ts";
import { foldCharacters, type MappedText } from "./text/fold-characters.ts";
import { joinLines } from "./text/join-lines.ts";
import type { Scan, Span } from "./text/span.ts";
import { undoEscapes } from "./text/undo-escapes.ts";

/** Something that was found, in UTF-16 units of the text. */
export interface Finding extends Span {
  readonly name: FindingName;
}

/** In the order in which they are looked for: of two findings at one place the earlier one names it. */
const SCANS: readonly (readonly [FindingName, Scan])[] = [
  ["secrets", findSecrets],
  ["pii.iban", findIbans],
  ["pii.card", findCards],
  ["pii.ssn", findIdentityNumbers],
  ["pii.email", findEmails],
  ["pii.ip", findAddresses],
  ["pii.phone", findPhones],
];

const MAX_UNDOINGS = 3;

/**
 * Everything that the named detectors find, in the order of the text and without overlap. A text is looked at as it
 * stands, with look-alike characters folded, with escapes undone, and where base64 or hexadecimal digits hide text, in
 * there too: then the whole of the digits is the finding.
 */
export function findSensitive(text: string, names: readonly DetectorName[]): readonly Finding[] {
  const scans = SCANS.filter(([name]) => selects(names, name));
  if (scans.length === 0 || text.length < LEAST_LENGTH) return [];
  return merged(scanAll(text, scans, true));
}

const LEAST_LENGTH = 5;

/** Whether one of the names stands for this kind of finding. */
export function selects(names: readonly DetectorName[], kind: FindingName): boolean {
  return names.includes(kind) || (kind !== "secrets" && names.includes("pii"));
}

type Scans = typeof SCANS;

function scanAll(text: string, scans: Scans, withEncoded: boolean): readonly Finding[] {
  const found: Finding[] = [];
  let back = (span: Span): Span => span;
  let read = text;
  for (let undone = 0; undone <= MAX_UNDOINGS; undone += 1) {
    const fold = foldCharacters(read);
    if (fold) {
      if (undone === 0) found.push(...scanView(read, scans, back));
      read = fold.text;
      back = chain(back, fold);
    }
    found.push(...scanView(read, scans, back));
    if (withEncoded) found.push(...scanEncoded(read, scans, back));
    const plain = undone < MAX_UNDOINGS ? undoEscapes(read) : null;
    if (!plain) break;
    read = plain.text;
    back = chain(back, plain);
  }
  if (scans.some(([name]) => name === "secrets")) found.push(...scanJoined(read, back));
  return found;
}

function scanView(text: string, scans: Scans, back: (span: Span) => Span): readonly Finding[] {
  return scans.flatMap(([name, scan]) => scan(text).map((span) => ({ ...back(span), name })));
}

/** Secrets that go on over the end of a line, or are put together from pieces. */
function scanJoined(text: string, back: (span: Span) => Span): readonly Finding[] {
  const joined = joinLines(text);
  if (!joined) return [];
  const way = chain(back, joined);
  return findWholeSecrets(joined.text).map((span) => ({ ...way(span), name: "secrets" }));
}

function scanEncoded(text: string, scans: Scans, back: (span: Span) => Span): readonly Finding[] {
  return encodedRuns(text).flatMap((run) => {
    const names = new Set(scanAll(run.decoded, scans, false).map(({ name }) => name));
    return [...names].map((name) => ({ ...back(run), name }));
  });
}

function chain(back: (span: Span) => Span, { starts, ends }: MappedText): (span: Span) => Span {
  return ({ start, end }) => back({ start: starts[start] ?? 0, end: ends[end - 1] ?? 0 });
}

/** What overlaps becomes one finding: the first's name, and all that any of them covers. */
function merged(found: readonly Finding[]): readonly Finding[] {
  const sorted = [...found].sort((a, b) => a.start - b.start || b.end - a.end);
  const result: Finding[] = [];
  for (const finding of sorted) {
    const last = result.at(-1);
    if (!last || finding.start >= last.end) result.push(finding);
    else if (finding.end > last.end) result[result.length - 1] = { ...last, end: finding.end };
  }
  return result;
}
