import { isJsonObject, type JsonValue, visibleLine, visibleParts } from "@countersign/core";

/** An argument as people read it outside the dashboard. */
export interface ReadableArgument {
  /** One line. */
  readonly name: string;
  /** Nothing in it is invisible or reorders what surrounds it; cut with a visible mark. */
  readonly text: string;
}

/**
 * The arguments of a call for people's eyes, in their order; each at most `longest` characters, and at most `most` of them
 * with a last line that says how many more there are. Text that isn't a JSON object comes as one argument.
 */
export function readableArguments(
  argumentsText: string,
  { longest, most }: { readonly longest: number; readonly most: number },
): ReadableArgument[] {
  const value = parsed(argumentsText);
  const entries: [string, JsonValue][] = isJsonObject(value) ? Object.entries(value) : [["arguments", value]];
  const shown = entries.slice(0, most).map(([name, item]) => ({
    name: cut(visibleLine(visible(name)), 80),
    text: cut(visible(inWords(item)), longest),
  }));
  const rest = entries.length - shown.length;
  return rest === 0 ? shown : [...shown, { name: "…", text: `${rest} more arguments: open it to read them all.` }];
}

const PLAIN_NAME = /^[\w.-]+$/;
const LINE_END = "⏎";

/**
 * All arguments of a call, each on a line of its own, or null where that takes more room than there is, or a line could
 * be read as another argument than it is.
 */
export function wholeArguments(
  argumentsText: string,
  { characters, lines }: { readonly characters: number; readonly lines: number },
): string | null {
  const value = parsed(argumentsText);
  if (!isJsonObject(value)) return null;
  const written = Object.entries(value).map(([name, item]) => {
    const text = typeof item === "string" && item.trim() !== "" ? item : JSON.stringify(item);
    return `${PLAIN_NAME.test(name) ? name : JSON.stringify(visibleLine(name))}: ${visible(text)}`;
  });
  if (written.some((line) => line.includes(LINE_END))) return null;
  const whole = written.map((line) => line.replaceAll("\n", ` ${LINE_END} `)).join("\n");
  return written.length <= lines && whole.length <= characters ? whole : null;
}

/** A text with every character that could deceive a reader written out, `⟨U+202E⟩`, and long emptiness counted. */
export function visible(text: string): string {
  return visibleParts(text)
    .map((part) => (part.kind === "text" ? part.text : `⟨${part.name}⟩`))
    .join("");
}

/** At most so many characters; what was longer ends by saying so. */
export function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const mark = ` … (cut: ${text.length} characters in all)`;
  const kept = text.slice(0, Math.max(0, longest - mark.length));
  return `${kept.isWellFormed() ? kept : kept.slice(0, -1)}${mark}`;
}

function inWords(value: JsonValue): string {
  if (value === "") return "(empty text)";
  if (typeof value === "string" && value.trim() !== "") return value;
  if (Array.isArray(value) && value.length > 0 && value.every(isLine)) return value.join("\n");
  return JSON.stringify(value, null, 2);
}

/** What one line shows; two items never look like one, nor one like two. */
function isLine(item: JsonValue): boolean {
  return typeof item === "string" && item.trim() !== "" && !item.includes("\n");
}

function parsed(text: string): JsonValue {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
