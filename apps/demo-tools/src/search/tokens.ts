const STOP_WORDS = new Set(
  "a an and are as at be but by for from has have how i in into is it its of on or that the their this to was were what when where which who will with".split(
    " ",
  ),
);

/** The words of a text that carry meaning: lower case, without accents, reduced to a common stem. */
export function tokens(text: string): string[] {
  const words = text
    .normalize("NFKD")
    .replace(/\p{Mark}+/gu, "")
    .toLowerCase()
    .match(/[\p{Letter}\p{Number}]+/gu);
  return (words ?? []).filter((word) => !STOP_WORDS.has(word)).map(stem);
}

/** Takes common English endings off, so that "suppliers" finds "supplier" and "welding" finds "welded". */
function stem(word: string): string {
  if (word.length > 4 && word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  if (word.length > 5 && word.endsWith("ing")) return undouble(word.slice(0, -3));
  if (word.length > 4 && word.endsWith("ed")) return undouble(word.slice(0, -2));
  if (word.length > 4 && /(?:ss|x|ch|sh)es$/.test(word)) return word.slice(0, -2);
  if (word.length > 3 && word.endsWith("s") && !/(?:ss|us|is)$/.test(word)) return dropE(word.slice(0, -1));
  return dropE(word);
}

function undouble(word: string): string {
  return dropE(/([^aeiouls])\1$/.test(word) ? word.slice(0, -1) : word);
}

/** "price" and "pricing" must meet: the final e goes in both. */
function dropE(word: string): string {
  return word.length > 4 && word.endsWith("e") ? word.slice(0, -1) : word;
}
