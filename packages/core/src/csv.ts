const NEEDS_QUOTES = /[",\r\n]/;
/** Spreadsheets take a cell that begins so for a formula, also after spaces that they drop. */
const FORMULA = /^[\s\uFEFF]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/;
const NUMBER = /^-?\d+(?:\.\d+)?$/;

/**
 * One line of CSV (RFC 4180), ended. A text that a spreadsheet would run as a formula gets an apostrophe before it;
 * plain numbers stay numbers.
 */
export function csvLine(cells: readonly (string | number | bigint | null)[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

function csvCell(cell: string | number | bigint | null): string {
  if (cell === null) return "";
  const text = String(cell);
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}
