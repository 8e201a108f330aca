/** How often a path may be escaped in itself. */
export const MAX_DECODES = 4;
const ESCAPED = /(?:%[0-9A-Fa-f]{2})+/g;
/** What some programs see and others pass over. */
const PASSED_OVER = /[\p{Cc}\p{Default_Ignorable_Code_Point}]/gu;
const SLASHES = /[\\\u2044\u2215\u29f5\u29f8]/g;
/** Also with a parameter, or with the spaces that some systems drop at a name's end. */
const DOTS = /^\.\.?[ \t]*(?:;.*)?$/s;

/**
 * Whether a path names another place than it seems to: `.` or `..` between slashes, also where only some program sees
 * them: in escapes, several times over, overlong, in full width, with something invisible between.
 */
export function hasDotSegment(path: string): boolean {
  let read = path;
  for (let round = 0; ; round += 1) {
    if (shows(read)) return true;
    const next = round < MAX_DECODES ? undoEscapes(read) : read;
    if (next === read) return false;
    read = next;
  }
}

function shows(path: string): boolean {
  if (!path.includes(".") && !/[\u0080-\uffff]/.test(path)) return false;
  return path
    .replace(PASSED_OVER, "")
    .normalize("NFKC")
    .replace(SLASHES, "/")
    .split("/")
    .some((segment) => DOTS.test(segment));
}

/** The path with its escapes undone once, as the most careless program would. */
export function undoEscapes(path: string): string {
  return path
    .replace(/%u([0-9A-Fa-f]{4})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(ESCAPED, (run) => {
      const bytes = bytesOf(run);
      return decodeUtf8(bytes) ?? String.fromCharCode(...withoutOverlong(bytes));
    });
}

/** Whether all escapes together are UTF-8; those that aren't mean something else to every program. */
export function isEscapedUtf8(path: string): boolean {
  return [...path.matchAll(ESCAPED)].every(([run]) => decodeUtf8(bytesOf(run)) !== null);
}

function bytesOf(run: string): readonly number[] {
  return Array.from({ length: run.length / 3 }, (_, at) => Number.parseInt(run.slice(at * 3 + 1, at * 3 + 3), 16));
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function decodeUtf8(bytes: readonly number[]): string | null {
  try {
    return decoder.decode(Uint8Array.from(bytes));
  } catch {
    return null;
  }
}

/** Two bytes for what needs one (`c0 ae` for a dot), as careless decoders read them. */
function withoutOverlong(bytes: readonly number[]): readonly number[] {
  const read: number[] = [];
  for (let at = 0; at < bytes.length; at += 1) {
    const [lead = 0, next = 0, third = 0] = bytes.slice(at, at + 3);
    if ((lead & 0xfe) === 0xc0) {
      read.push(((lead & 0x1f) << 6) | (next & 0x3f));
      at += 1;
    } else if (lead === 0xe0 && next < 0xa0) {
      read.push(((next & 0x3f) << 6) | (third & 0x3f));
      at += 2;
    } else read.push(lead);
  }
  return read;
}
