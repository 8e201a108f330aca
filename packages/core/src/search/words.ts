/** Scripts that don't put spaces between words: each character is a word of its own. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const WORD = new RegExp(`${UNSPACED.source}|[\\p{L}\\p{N}\\p{M}_]+`, "gu");
const LONGEST_WORD = 40;

/** Text as searches compare it: one form for what looks the same, without regard to case. */
export function searchForm(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

/** The words of a text in their order, as searches compare them; long ones are cut. Pure. */
export function wordsOf(text: string): string[] {
  const words: string[] = [];
  for (const [run] of searchForm(text).matchAll(WORD)) {
    for (const word of UNSPACED.test(run) && [...run].length > 1 ? splitUnspaced(run) : [run]) {
      words.push([...word].slice(0, LONGEST_WORD).join(""));
    }
  }
  return words;
}

/** A run in which spaced and unspaced scripts stand together, such as `東京Tower`. */
function splitUnspaced(run: string): string[] {
  const parts: string[] = [];
  let open = "";
  for (const character of run) {
    if (!UNSPACED.test(character)) {
      open += character;
      continue;
    }
    if (open !== "") parts.push(open);
    parts.push(character);
    open = "";
  }
  return open === "" ? parts : [...parts, open];
}

/** One thing that is looked for: its words, and the text itself where its words alone don't tell it. */
export interface SoughtText {
  readonly words: readonly string[];
  /** Must stand in the text as it is written, without regard to case; null when one word says it all. */
  readonly exact: string | null;
}

const MOST_SOUGHT = 12;

/** What a line of free text looks for: each word or "quoted phrase" must be found. Pure. */
export function soughtTexts(line: string): SoughtText[] {
  const found: SoughtText[] = [];
  for (const match of line.matchAll(/"([^"]+)"|(\S+)/g)) {
    const text = (match[1] ?? match[2] ?? "").replaceAll("\u0000", "").trim();
    const words = wordsOf(text);
    if (words.length === 0) {
      if (text !== "") found.push({ words, exact: text });
      continue;
    }
    found.push({ words, exact: words.length === 1 && words[0] === searchForm(text) ? null : text });
  }
  return found.slice(0, MOST_SOUGHT);
}
