import type { Secret } from "./secret.ts";

const MASK = "[secret]";
/** Below it a form of a secret is too short to tell from ordinary text. */
const SHORTEST = 6;

/** So many levels of JSON within JSON are seen through. */
const ESCAPES = "\\\\{0,15}";

/**
 * A function that takes a secret out of whatever an upstream says: as it is, escaped as in JSON (also within JSON's own
 * text), percent-encoded in whole or part, in base64 at any place of a longer text, and in hex. Text without it comes
 * back as it was.
 */
export function createEchoMask(secret: Secret): (text: string) => string {
  const text = secret.reveal();
  if (text.length < SHORTEST) return (said) => said;
  const bytes = Buffer.from(text, "utf8");
  const encoded = base64Forms(bytes).filter((form) => form.length >= SHORTEST);
  const patterns = [
    [...text].map(anySpelling).join(""),
    ...[...new Set(encoded)].map(literal),
    anyCase(bytes.toString("hex")),
  ];
  const pattern = new RegExp(patterns.join("|"), "g");
  return (said) => said.replaceAll(pattern, MASK);
}

/** One character: itself, behind backslashes, as `\\u` and its code, or its bytes in percent form. */
function anySpelling(character: string): string {
  const bytes = Buffer.from(character, "utf8").toString("hex");
  const percent = bytes.replaceAll(/../g, (pair) => `%${anyCase(pair)}`);
  const units = Array.from({ length: character.length }, (_, at) =>
    character.charCodeAt(at).toString(16).padStart(4, "0"),
  );
  const unicode = units.map((unit) => `${ESCAPES}u${anyCase(unit)}`).join("");
  return `(?:${ESCAPES}${literal(character)}|${percent}|${unicode}${character === " " ? "|\\+" : ""})`;
}

function anyCase(hex: string): string {
  return hex.replaceAll(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}

function literal(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
}

/** Base64 of a longer text depends on where in it the secret begins: the three places, without the letters that neighbours share. */
function base64Forms(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((before) => {
    const shifted = Buffer.concat([Buffer.alloc(before), bytes]);
    const bits = shifted.length * 8;
    const from = Math.ceil((before * 8) / 6);
    const form = shifted.toString("base64").slice(from, Math.floor(bits / 6));
    const inUrls = form.replaceAll("+", "-").replaceAll("/", "_");
    return [form, inUrls, form.replaceAll("/", "\\/"), encodeURIComponent(form)];
  });
}
