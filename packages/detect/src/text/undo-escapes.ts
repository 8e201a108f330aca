import type { MappedText } from "./fold-characters.ts";

/** `%40`, `\u0040`, `\x40`, `\n`, `\/`, `&#64;`, `&#x40;`, `&commat;`, `=40` at a soft line's end, `[at]`, `(dot)`. */
const ESCAPE =
  /%([0-9a-f]{2})|\\u([0-9a-f]{4})|\\u\{([0-9a-f]{1,6})\}|\\x([0-9a-f]{2})|\\([nrt"'/\\])|&#x([0-9a-f]{1,6});|&#([0-9]{1,7});|&(commat|period|hyphen|nbsp|amp|quot|lt|gt|colon|num|plus|equals|sol|lowbar);|[ \t]?[[({<] ?(at|dot|ät|punkt) ?[\])}>][ \t]?/gi;

const NAMED: ReadonlyMap<string, string> = new Map(
  Object.entries({ commat: "@", period: ".", hyphen: "-", nbsp: " ", amp: "&", quot: '"', lt: "<", gt: ">" }).concat(
    Object.entries({ colon: ":", num: "#", plus: "+", equals: "=", sol: "/", lowbar: "_" }),
    Object.entries({ at: "@", ät: "@", dot: ".", punkt: ".", n: "\n", r: "\r", t: "\t" }),
  ),
);

/** The text with its escapes undone once. Null when it holds none. */
export function undoEscapes(text: string): MappedText | null {
  const first = text.search(ESCAPE);
  if (first < 0) return null;
  const starts = new Int32Array(text.length);
  const ends = new Int32Array(text.length);
  let length = 0;
  let from = 0;
  const parts: string[] = [];
  const pass = (till: number) => {
    parts.push(text.slice(from, till));
    for (let at = from; at < till; at += 1) {
      starts[length] = at;
      ends[length] = at + 1;
      length += 1;
    }
  };
  for (const match of text.matchAll(ESCAPE)) {
    const char = charOf(match);
    if (char === null) continue;
    pass(match.index);
    from = match.index + match[0].length;
    parts.push(char);
    for (let unit = 0; unit < char.length; unit += 1) {
      starts[length] = match.index;
      ends[length] = from;
      length += 1;
    }
  }
  pass(text.length);
  return { text: parts.join(""), starts, ends };
}

const LARGEST_POINT = 0x10ffff;

function charOf([, percent, unit, braced, byte, simple, hex, decimal, entity, word]: RegExpMatchArray): string | null {
  const named = (simple ?? entity ?? word)?.toLowerCase();
  if (named !== undefined) return NAMED.get(named) ?? named;
  const point =
    decimal === undefined ? Number.parseInt(percent ?? unit ?? braced ?? byte ?? hex ?? "", 16) : Number(decimal);
  return point <= LARGEST_POINT ? String.fromCodePoint(point) : null;
}
