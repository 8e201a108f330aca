const REMOVED = 0xffff;
const UNKNOWN = 0;
const IGNORED = /[\p{Cf}\p{Mn}\p{Me}]/u;
const DASH = /[\p{Pd}\u2212]/u;
const SPACE = /\p{Zs}/u;
const DIGIT = /\p{Nd}/u;
const SINGLE_QUOTES = /[\u2018-\u201b]/;
const DOUBLE_QUOTES = /[\u201c-\u201f]/;
/** Letters of other scripts that are drawn like Latin ones. */
const ALIKE: ReadonlyMap<string, string> = new Map(
  [..."АВЕКМНОРСТХасеорхуі"].map((char, index) => [char, "ABEKMHOPCTXaceopxyi".charAt(index)]),
);

/** What each character of the basic plane is read as; filled as characters are met. */
const folded = new Uint16Array(0x10000);

function foldUnit(code: number): number {
  const known = folded[code] ?? UNKNOWN;
  if (known !== UNKNOWN) return known;
  const result = foldChar(String.fromCharCode(code), code);
  folded[code] = result;
  return result;
}

function foldChar(char: string, code: number): number {
  if (IGNORED.test(char)) return REMOVED;
  if (SPACE.test(char)) return 32;
  if (DASH.test(char)) return 45;
  if (SINGLE_QUOTES.test(char)) return 39;
  if (DOUBLE_QUOTES.test(char)) return 34;
  const alike = ALIKE.get(char);
  if (alike !== undefined) return alike.charCodeAt(0);
  const compatible = char.normalize("NFKC");
  if (compatible.length === 1 && compatible !== char) return foldUnit(compatible.charCodeAt(0));
  return DIGIT.test(char) && code > 0x7f ? 48 + digitValue(code) : code;
}

/** Digits of a script stand in a row of ten. */
function digitValue(code: number): number {
  let value = 0;
  while (value < 9 && DIGIT.test(String.fromCharCode(code - value - 1))) value += 1;
  return value;
}

const pairs = new Map<number, number>();

/** Letters and digits of the mathematical alphabets and their like, as the plain ones. Null for everything else. */
function foldPair(point: number): number | null {
  const isStyled = point >= 0x1d400 && point <= 0x1d7ff;
  const isEnclosed = point >= 0x1f100 && point <= 0x1fbf9;
  const isTag = point >= 0xe0000 && point <= 0xe01ef;
  if (isTag) return REMOVED;
  if (!isStyled && !isEnclosed) return null;
  const known = pairs.get(point);
  if (known !== undefined) return known === UNKNOWN ? null : known;
  const compatible = String.fromCodePoint(point).normalize("NFKC");
  const result = compatible.length === 1 ? compatible.charCodeAt(0) : UNKNOWN;
  pairs.set(point, result);
  return result === UNKNOWN ? null : result;
}

/** What a text is read as, and where each of its units stands in the original. */
export interface MappedText {
  readonly text: string;
  /** For each unit: where it begins. */
  readonly starts: Int32Array;
  /** For each unit: where it ends. */
  readonly ends: Int32Array;
}

const OTHER_THAN_ASCII = /[\u0080-\uffff]/;

/**
 * Reads look-alikes as what they look like: full-width and other digits, dashes, spaces; what can't be seen is left
 * out. Null when the text holds nothing of the kind.
 */
export function foldCharacters(text: string): MappedText | null {
  if (!OTHER_THAN_ASCII.test(text)) return null;
  const units = new Uint16Array(text.length);
  const starts = new Int32Array(text.length);
  const ends = new Int32Array(text.length);
  let length = 0;
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    const point = code >= 0xd800 && code < 0xdc00 ? (text.codePointAt(at) ?? code) : code;
    const pair = point > 0xffff ? foldPair(point) : null;
    const width = pair === null ? 1 : 2;
    const unit = pair ?? (code < 0x80 || (code >= 0xd800 && code < 0xe000) ? code : foldUnit(code));
    if (unit !== REMOVED) {
      units[length] = unit;
      starts[length] = at;
      ends[length] = at + width;
      length += 1;
    }
    at += width;
  }
  return { text: textOf(units.subarray(0, length)), starts, ends };
}

const CHUNK = 8_192;

/** The text of UTF-16 units. */
export function textOf(units: Uint16Array): string {
  let text = "";
  for (let at = 0; at < units.length; at += CHUNK) text += String.fromCharCode(...units.subarray(at, at + CHUNK));
  return text;
}
