import { isAlphanumeric, type Span } from "../text/span.ts";
import { modulo97 } from "./check-digits.ts";

const LENGTHS: ReadonlyMap<string, number> = new Map(
  (
    "NO15 BE16 DK18 FI18 FK18 FO18 GL18 NL18 SD18 MK19 SI19 AT20 BA20 EE20 KZ20 LT20 LU20 XK20 CH21 HR21 LI21 LV21 " +
    "BG22 BH22 CR22 DE22 GB22 GE22 IE22 ME22 RS22 VA22 AE23 GI23 IL23 IQ23 OM23 SO23 TL23 AD24 CZ24 ES24 MD24 PK24 " +
    "RO24 SA24 SE24 SK24 TN24 VG24 LY25 PT25 ST25 IS26 TR26 BI27 DJ27 FR27 GR27 IT27 MC27 MR27 SM27 AL28 AZ28 BY28 " +
    "CY28 DO28 GT28 HU28 LB28 NI28 SV28 PL28 BR29 EG29 PS29 QA29 UA29 JO30 KW30 MU30 YE30 MT31 SC31 LC32 RU33 MN20 HN28"
  )
    .split(" ")
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

const BEGIN = /[A-Za-z]{2}[ .-]?\d[ .-]?\d/g;
const MOST_SEPARATORS = 34;

/** Bank accounts: a country's length and the check digits, whatever stands between the groups. */
export function findIbans(text: string): Span[] {
  const found: Span[] = [];
  BEGIN.lastIndex = 0;
  for (let match = BEGIN.exec(text); match; match = BEGIN.exec(text)) {
    const { index } = match;
    const end = isAlphanumeric(text.charCodeAt(index - 1)) ? null : ibanEnd(text, index);
    if (end !== null) found.push({ start: index, end });
    BEGIN.lastIndex = end ?? index + 1;
  }
  return found;
}

function ibanEnd(text: string, start: number): number | null {
  const length = LENGTHS.get(text.slice(start, start + 2).toUpperCase());
  if (length === undefined) return null;
  let read = "";
  let at = start;
  for (let skipped = 0; read.length < length; at += 1) {
    const char = text.charAt(at);
    if (isAlphanumeric(char.charCodeAt(0))) read += char;
    else if (/^[ \-.\t\n\r/]$/.test(char) && skipped < MOST_SEPARATORS) skipped += 1;
    else return null;
  }
  if (isAlphanumeric(text.charCodeAt(at))) return null;
  const moved = (read.slice(4) + read.slice(0, 4)).toUpperCase();
  return modulo97(moved) === 1 ? at : null;
}
