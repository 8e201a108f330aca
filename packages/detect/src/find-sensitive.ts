import type { FindingName, Sought } from "./detector-names.ts";
import { findAddresses } from "./personal/addresses.ts";
import { findCards } from "./personal/cards.ts";
import { findEmails } from "./personal/emails.ts";
import { findIbans } from "./personal/ibans.ts";
import { findIdentityNumbers } from "./personal/identity-numbers.ts";
import { findPhones } from "./personal/phones.ts";
import { findOwnLinks, mayHoldOwnLink } from "./secrets/own-links.ts";
import { findSecrets, findWholeSecrets } from "./secrets/secrets.ts";
import { encodedRuns } from "./text/encoded-runs.ts";
import { foldCharacters, type MappedText } from "./text/fold-characters.ts";
import { joinCharacters, joinLines, joinPieces } from "./text/join-lines.ts";
import type { Scan, Span } from "./text/span.ts";
import { writeSpoken } from "./text/spoken-words.ts";
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
  ["links", findOwnLinks],
];

const MAX_UNDOINGS = 3;

/**
 * Everything that the named detectors find, in the order of the text and without overlap. A text is looked at as it
 * stands, with look-alike characters folded, with escapes undone, and where base64 or hexadecimal digits hide text, in
 * there too: then the whole of the digits is the finding.
 */
export function findSensitive(text: string, names: readonly Sought[]): readonly Finding[] {
  const scans = SCANS.filter(([name]) => selects(names, name));
  if (text.length < LEAST_LENGTH) return [];
  if (scans.every(([name]) => name === "links") && !mayHoldOwnLink(text)) return [];
  return merged(scanAll(text, scans, MAX_LAYERS));
}

const LEAST_LENGTH = 5;

/** Whether one of the names stands for this kind of finding. */
export function selects(names: readonly Sought[], kind: FindingName): boolean {
  return names.includes(kind) || (kind.startsWith("pii") && names.includes("pii"));
}

type Scans = typeof SCANS;
type Back = (span: Span) => Span;

/** How often text that was decoded may hold encoded text again. */
const MAX_LAYERS = 2;

function scanAll(text: string, scans: Scans, layers: number): readonly Finding[] {
  const found: Finding[] = [];
  let back: Back = (span) => span;
  let read = text;
  for (let undone = 0; undone <= MAX_UNDOINGS; undone += 1) {
    const fold = foldCharacters(read);
    if (fold) {
      if (undone === 0) addAll(found, scanView(read, scans, back));
      read = fold.text;
      back = chain(back, fold);
    }
    addAll(found, scanView(read, scans, back));
    if (layers > 0) addAll(found, scanEncoded(read, scans, { back, layers }));
    const plain = undone < MAX_UNDOINGS ? undoEscapes(read) : null;
    if (!plain) break;
    read = plain.text;
    back = chain(back, plain);
  }
  for (const rejoin of [joinPieces, joinCharacters, writeSpoken]) {
    const joined = rejoin(read);
    if (joined) addAll(found, scanView(joined.text, scans, chain(back, joined)));
  }
  addAll(found, scanJoined(read, scans, { back, found }));
  return found;
}

function scanView(text: string, scans: Scans, back: Back): readonly Finding[] {
  return scans.flatMap(([name, scan]) => scan(text).map((span) => ({ ...back(span), name })));
}

/** Hostile texts hold more findings than a call takes arguments. */
function addAll(found: Finding[], more: readonly Finding[]): void {
  for (const finding of more) found.push(finding);
}

/** What may be looked for across the ends of lines: it is known by itself, and what else stands there makes no other. */
const ACROSS_LINES: Scans = [
  ["secrets", findWholeSecrets],
  ["pii.iban", findIbans],
  ["pii.ssn", findIdentityNumbers],
  ["pii.email", findEmails],
  ["links", findOwnLinks],
];

/** What goes on over the end of a line. What is whole on its own line stays what it is. */
function scanJoined(
  text: string,
  scans: Scans,
  { back, found }: { readonly back: Back; readonly found: readonly Finding[] },
): readonly Finding[] {
  const across = ACROSS_LINES.filter(([name]) => scans.some(([wanted]) => wanted === name));
  const joined = across.length === 0 ? null : joinLines(text);
  if (!joined) return [];
  return scanView(joined.text, across, chain(back, joined)).filter(
    (finding) =>
      finding.name === "secrets" ||
      finding.name === "links" ||
      !found.some(({ name, start, end }) => name === finding.name && start < finding.end && finding.start < end),
  );
}

function scanEncoded(
  text: string,
  scans: Scans,
  { back, layers }: { readonly back: Back; readonly layers: number },
): readonly Finding[] {
  return encodedRuns(text).flatMap((run) => {
    const names = new Set(scanAll(run.decoded, scans, layers - 1).map(({ name }) => name));
    return [...names].map((name) => ({ ...back(run), name }));
  });
}

function chain(back: Back, { starts, ends }: MappedText): Back {
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
