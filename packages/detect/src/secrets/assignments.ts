import type { Span } from "../text/span.ts";
import { isPlaceholder, isPlainWord } from "./placeholders.ts";

const NAME =
  /passwor[dt]s?|passwd|passphrase|passcode|\bpass(?=["']?[ \t]*[=:])|pwd|kennwort|passwort|mot de passe|contrase(?:ñ|n)a|secret|token|api[-_ .]?key|apikey|access[-_ .]?key|account[-_ .]?key|auth[-_ .]?key|private[-_ .]?key|encryption[-_ .]?key|signing[-_ .]?key|master[-_ .]?key|(?:secret|license|admin|service|shared|webhook|session|consumer|deploy|storage|subscription)[-_ .]?key|credentials?|sharedaccesskey|\bsig(?==)/gi;
const PASSWORD = /^(?:pass|pwd|kennwort|mot|contra)/i;
/** From a name to its value: the rest of the name, quotes, the sign. */
const SIGN = /[\w.-]{0,40}["'`\]]{0,2}[ \t]{0,8}(=>|:=|==?|:|<-|\bis\b|\bset to\b|\blautet\b|")[ \t]{0,8}/iy;
const XML_VALUE = /[\w.:-]{0,40}>([^<\s]{3,200})<\//y;
const COMMAND_LINE = /[\w-]{0,20}[ \t]+(?=["']?[^\s"'-][^\s"']{5,})/y;
const VALUE =
  /"((?:[^"\\\n]|\\.){1,400})"|'((?:[^'\\\n]|\\.){1,400})'|`([^`\n]{1,400})`|([^\s"'`,;&<>(){}[\]|]{1,400})/y;

/** Values given to names that mean a secret: `password=…`, `"api_key": "…"`, `<token>…</token>`, `--password …`. */
export function assignments(text: string): Span[] {
  const found: Span[] = [];
  let till = 0;
  for (const match of text.matchAll(NAME)) {
    if (match.index < till) continue;
    const span = valueAfter(text, { name: match[0], at: match.index, end: match.index + match[0].length });
    if (!span) continue;
    found.push(span);
    till = span.end;
  }
  return found;
}

interface Name {
  readonly name: string;
  readonly at: number;
  readonly end: number;
}

function valueAfter(text: string, name: Name): Span | null {
  const isPassword = PASSWORD.test(name.name);
  const xml = exec(XML_VALUE, text, name.end);
  if (xml) {
    const value = xml[1] ?? "";
    const end = name.end + xml[0].length - 2;
    return isSecretValue(value, isPassword) ? { start: end - value.length, end } : null;
  }
  const sign = exec(SIGN, text, name.end);
  const isFlag =
    text.startsWith("--", name.at - 2) || /--[\w-]{0,20}$/.test(text.slice(Math.max(0, name.at - 22), name.at));
  const flag = sign === null && isFlag ? exec(COMMAND_LINE, text, name.end) : null;
  const lead = sign ?? flag;
  if (!lead) return null;
  const start = name.end + lead[0].length;
  const match = exec(VALUE, text, start);
  if (!match) return null;
  const quoted = match[1] ?? match[2] ?? match[3];
  const value = quoted ?? trimmed(match[4] ?? "");
  const from = quoted === undefined ? start : start + 1;
  const isProse =
    quoted === undefined && isWordOfProse(text, { value, end: start + (match[4] ?? "").length, sign: lead[1] ?? "=" });
  return !isProse && isSecretValue(value, isPassword) ? { start: from, end: from + value.length } : null;
}

/** An unquoted value ends before the punctuation of its sentence. */
function trimmed(value: string): string {
  return value.replace(/[.,:?]+$/, "");
}

/** "Password: must be …", "the token is expired": a word among words. */
function isWordOfProse(text: string, { value, end, sign }: { value: string; end: number; sign: string }): boolean {
  if (isPlainWord(value)) return true;
  const isWord = /^[\p{L}'-]+$/u.test(value);
  if (!isWord) return false;
  if (/[a-z][A-Z]|[A-Z]{2}.*[a-z]/.test(value) && value.length >= 12) return false;
  const goesOn = /^[ \t]+[\p{L}]/u.test(text.slice(end, end + 8));
  return sign.length > 1 && /[a-z]/i.test(sign) ? true : goesOn && sign === ":";
}

const MIN_PASSWORD = 3;
const MIN_TOKEN = 8;

/** Whether what is given to such a name can be a secret. A password may be any word; a token looks drawn by lot. */
export function isSecretValue(value: string, isPassword: boolean): boolean {
  if (isPlaceholder(value) || isPlainWord(value)) return false;
  if (isPassword) return value.length >= MIN_PASSWORD && !/\s{2}|^\S+\s\S+\s\S+\s\S+\s/.test(value) && !isCall(value);
  if (value.length < MIN_TOKEN || /\s/.test(value) || isCall(value)) return false;
  if (/^(?:https?:)?\/\/|^[\w.-]+\.(?:com|org|net|io|dev|json|ya?ml|pem|txt|key|ts|js|py)(?:[/:]|$)/i.test(value))
    return false;
  const hasDigit = /\d/.test(value);
  if (/^\d+$/.test(value)) return value.length >= 16;
  if (/^[a-z]+(?:[-_./ ][a-z]+)*$/i.test(value) && !hasDigit) return value.length >= 20 && entropy(value) >= 3.8;
  return hasDigit ? entropy(value) >= 2.5 : entropy(value) >= 3;
}

function isCall(value: string): boolean {
  return /^[a-z_$][\w$]*(?:\.[a-z_$][\w$]*)+$/i.test(value) && !/\d{2}/.test(value);
}

const SECRET_NAME =
  /(?:^|[_.\s-])(?:pass(?:word|wd|phrase|code)?|pwd|secret|token|api[-_]?key|access[-_]?key|auth[-_]?key|private[-_]?key|client[-_]?secret|signing[-_]?key|encryption[-_]?key|credentials?|authorization)$/i;

/** Whether a field of this name holds a secret: `password`, `client_secret`, `apiKey`. */
export function secretNameKind(name: string): "password" | "token" | null {
  const spaced = name.replace(/([a-z0-9])([A-Z])/g, "$1_$2");
  if (name.length > 100 || !SECRET_NAME.test(spaced)) return null;
  return /pass|pwd/i.test(spaced) ? "password" : "token";
}

/** Bits per character, of how often each occurs. */
function entropy(value: string): number {
  const counts = new Map<string, number>();
  for (const char of value) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}

function exec(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
