import type { Span } from "./span.ts";

/** Text that stands in another as base64 or hexadecimal digits. */
export interface EncodedRun extends Span {
  readonly decoded: string;
}

const BASE64 = /[A-Za-z0-9+/_-]{4,}={0,2}/g;
const LEAST_BASE64 = 12;
/** Lines shorter than this aren't those of something that was wrapped. */
const LEAST_LINE = 40;
const HEX = /(?:0x)?[0-9a-fA-F]{18,}/g;
const HEX_APART = /(?<![0-9a-fA-F])[0-9a-fA-F]{2}(?:[ :,-][0-9a-fA-F]{2}){8,}(?![0-9a-fA-F])/g;
const NOT_PRINTABLE = /[^\t\n\r\x20-\x7e]/;
const NONE = 255;
const VALUES = base64Values();

/** Finds what decodes to plain text; what decodes to anything else is left to be what it is. */
export function encodedRuns(text: string): readonly EncodedRun[] {
  const runs: EncodedRun[] = [];
  const add = (span: Span, decode: (run: string) => string | null) => {
    const decoded = decode(text.slice(span.start, span.end));
    if (decoded !== null) runs.push({ ...span, decoded });
  };
  for (const span of base64Spans(text)) add(span, decodeBase64);
  for (const { index, 0: run } of text.matchAll(HEX)) add({ start: index, end: index + run.length }, decodeHex);
  for (const { index, 0: run } of text.matchAll(HEX_APART)) add({ start: index, end: index + run.length }, decodeHex);
  return runs;
}

/** Runs of base64 digits, those that are wrapped over several lines as one. */
function base64Spans(text: string): readonly Span[] {
  const spans: Span[] = [];
  let open: Span | null = null;
  for (const { index, 0: run } of text.matchAll(BASE64)) {
    const isGoingOn: boolean =
      open !== null &&
      open.end - open.start >= LEAST_LINE &&
      /^\r?\n$/.test(text.slice(open.end, Math.min(index, open.end + 3)));
    if (open && isGoingOn) {
      open = { start: open.start, end: index + run.length };
      continue;
    }
    if (open && open.end - open.start >= LEAST_BASE64) spans.push(open);
    open = { start: index, end: index + run.length };
  }
  if (open && open.end - open.start >= LEAST_BASE64) spans.push(open);
  return spans;
}

const PROBE = 24;

function decodeBase64(run: string): string | null {
  // Most runs are words or hashes: the first characters tell.
  if (run.length > PROBE && NOT_PRINTABLE.test(base64Text(run.slice(0, PROBE)))) return null;
  const decoded = base64Text(run);
  return NOT_PRINTABLE.test(decoded) ? null : decoded;
}

function base64Text(run: string): string {
  const bytes = new Uint8Array(Math.ceil((run.length * 3) / 4));
  let length = 0;
  let bits = 0;
  let held = 0;
  for (let at = 0; at < run.length; at += 1) {
    const value = VALUES[run.charCodeAt(at)] ?? NONE;
    if (value === NONE) continue;
    bits = ((bits << 6) | value) & 0xffffff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes[length] = (bits >> held) & 0xff;
      length += 1;
    }
  }
  return latin1(bytes.subarray(0, length));
}

function decodeHex(run: string): string | null {
  const digits = (run.startsWith("0x") ? run.slice(2) : run).replace(/[ :,-]/g, "");
  if (digits.length % 2 !== 0) return null;
  const bytes = new Uint8Array(digits.length / 2);
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = Number.parseInt(digits.slice(at * 2, at * 2 + 2), 16);
    if (byte < 9 || byte > 0x7e) return null;
    bytes[at] = byte;
  }
  const decoded = latin1(bytes);
  return NOT_PRINTABLE.test(decoded) ? null : decoded;
}

const CHUNK = 8_192;

function latin1(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return text;
}

function base64Values(): Uint8Array {
  const values = new Uint8Array(128).fill(NONE);
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (let value = 0; value < alphabet.length; value += 1) values[alphabet.charCodeAt(value)] = value;
  values[45] = 62;
  values[95] = 63;
  return values;
}
