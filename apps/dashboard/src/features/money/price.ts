const DOLLARS = /^\$?(\d{1,7})(?:\.(\d{1,6}))?$/;
const MICROS = 1_000_000n;

/** Micro-USD, as a decimal string, of a price written in dollars; null for empty text and for what is no price. */
export function microsFromDollars(text: string): string | null {
  const found = DOLLARS.exec(text.trim());
  if (!found) return null;
  const [, whole = "0", fraction = ""] = found;
  return (BigInt(whole) * MICROS + BigInt(fraction.padEnd(6, "0"))).toString();
}

/** A price as one writes it: dollars without needless zeros; empty without a price. */
export function priceText(micros: string | null): string {
  if (micros === null) return "";
  const amount = BigInt(micros);
  const fraction = (amount % MICROS).toString().padStart(6, "0").replace(/0+$/, "");
  return `${amount / MICROS}${fraction === "" ? "" : `.${fraction}`}`;
}
