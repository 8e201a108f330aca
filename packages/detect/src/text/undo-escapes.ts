import type { MappedText } from "./fold-characters.ts";
import { Rewriting } from "./rewrite.ts";

/** `%40`, `\u0040`, `\x40`, `\n`, `\/`, `&#64;`, `&#x40;`, `&commat;`, `=34=31` (quoted-printable, two at least), `[at]`, `(dot)`. */
const ESCAPE =
  /%([0-9a-f]{2})|\\u([0-9a-f]{4})|\\u\{([0-9a-f]{1,6})\}|\\x([0-9a-f]{2})|\\([nrt"'/\\])|&#x([0-9a-f]{1,6});|&#([0-9]{1,7});|&(commat|period|hyphen|nbsp|amp|quot|lt|gt|colon|num|plus|equals|sol|lowbar);|[ \t]?[[({<] ?(at|dot|ät|punkt) ?[\])}>][ \t]?|=([0-9a-f]{2})(?==[0-9a-f]{2})|(?<==[0-9a-f]{2})=([0-9a-f]{2})/gi;

const NAMED: ReadonlyMap<string, string> = new Map(
  Object.entries({ commat: "@", period: ".", hyphen: "-", nbsp: " ", amp: "&", quot: '"', lt: "<", gt: ">" }).concat(
    Object.entries({ colon: ":", num: "#", plus: "+", equals: "=", sol: "/", lowbar: "_" }),
    Object.entries({ at: "@", ät: "@", dot: ".", punkt: ".", n: "\n", r: "\r", t: "\t" }),
  ),
);

/** The text with its escapes undone once. Null when it holds none. */
export function undoEscapes(text: string): MappedText | null {
  const rewriting = new Rewriting(text);
  for (const match of text.matchAll(ESCAPE)) {
    const char = charOf(match);
    if (char !== null) rewriting.replace(match.index, match.index + match[0].length, char);
  }
  return rewriting.finish();
}

const LARGEST_POINT = 0x10ffff;

function charOf([
  ,
  percent,
  unit,
  braced,
  byte,
  simple,
  hex,
  decimal,
  entity,
  word,
  quoted,
  lastQuoted,
]: RegExpMatchArray): string | null {
  const named = (simple ?? entity ?? word)?.toLowerCase();
  if (named !== undefined) return NAMED.get(named) ?? named;
  const point =
    decimal === undefined
      ? Number.parseInt(percent ?? unit ?? braced ?? byte ?? hex ?? quoted ?? lastQuoted ?? "", 16)
      : Number(decimal);
  return point <= LARGEST_POINT ? String.fromCodePoint(point) : null;
}
