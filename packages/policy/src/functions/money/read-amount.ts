/** An amount of money, exact. */
export interface Amount {
  /** ISO 4217. */
  readonly currency: string;
  /** Millionths of the unit, never negative. */
  readonly micros: bigint;
}

const SYMBOLS: { readonly [symbol: string]: string } = { "": "", $: "USD", US$: "USD", "€": "EUR", "£": "GBP" };
const PLAIN = /^[ -~€£]*$/;
const TEXT = /^(?:(US\$|[$€£]|[A-Z]{3}) ?)?(\d[\d,]*)(?:\.(\d{1,6}))?(?: ?([€£$]|[A-Z]{3}))?$/;
const GROUPED = /^\d{1,3}(?:,\d{3})+$/;
const MAX_DIGITS = 15;

/**
 * Reads an amount: a number, or text such as `$5`, `5.00`, `1,000.50 USD`, `€5`; US dollars where nothing is said. Null for
 * what could mean another amount elsewhere (`1.000`, `1,00`, a bare `1,000`), for signs, exponents, more than six
 * decimals, and text with two currencies. `$` is the US dollar; `¥` and `kr` are several currencies and none.
 */
export function readAmount(value: string | number | bigint): Amount | null {
  if (typeof value !== "string") return fromDigits("USD", { whole: "", fraction: "", ...decimalParts(String(value)) });
  // Letters of other alphabets turn into these too: a long s into S, a dotless i into I.
  const match = value.length <= 64 && PLAIN.test(value) ? TEXT.exec(value.toUpperCase()) : null;
  if (!match) return null;
  const [, before = "", whole = "", fraction = "", after = ""] = match;
  const currencies = new Set([before, after].filter((mark) => mark !== "").map(currencyOf));
  if (currencies.size > 1) return null;
  const [currency = "USD"] = currencies;
  if (isAmbiguous(whole, fraction, currencies.size > 0 && currency === "USD")) return null;
  return fromDigits(currency, { whole: whole.replaceAll(",", ""), fraction });
}

function currencyOf(mark: string): string {
  return SYMBOLS[mark] || mark;
}

/** Commas must be groups of thousands, and surely so; three decimals after up to three digits might be such a group. */
function isAmbiguous(whole: string, fraction: string, isDollars: boolean): boolean {
  if (!whole.includes(",")) return fraction.length === 3 && whole.length <= 3 && !whole.startsWith("0");
  if (!GROUPED.test(whole) || whole.startsWith("0") || fraction.length === 3) return true;
  return whole.split(",").length === 2 && fraction === "" && !isDollars;
}

interface Digits {
  readonly whole: string;
  readonly fraction: string;
}

/** No digits at all for anything that isn't a plain decimal: negative, or so small or large that it has an exponent. */
function decimalParts(text: string): Partial<Digits> {
  const match = /^(\d+)(?:\.(\d{1,6}))?$/.exec(text);
  return match ? { whole: match[1] ?? "", fraction: match[2] ?? "" } : {};
}

function fromDigits(currency: string, { whole, fraction }: Digits): Amount | null {
  if (whole === "" || whole.length > MAX_DIGITS) return null;
  return { currency, micros: BigInt(whole + fraction.padEnd(6, "0")) };
}
