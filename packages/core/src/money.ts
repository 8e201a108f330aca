/** Money is an integer count of micro-USD: 1 USD = 1,000,000. */
export type Micros = bigint;

export const MICROS_PER_USD = 1_000_000n;

/** Amounts stay below 2^53 micro-USD, so that they survive a Redis script, whose numbers are doubles. */
export const MAX_MICROS = 9_007_199_254_740_991n;

const USD = /^\$?(\d{1,10})(?:\.(\d{1,6}))?$/;

/** Reads `$0.004` or `12.5` as micro-USD. Null when it is not an amount, is finer than a micro-USD, or too large. */
export function parseUsd(text: string): Micros | null {
  const match = USD.exec(text.trim());
  if (!match) return null;
  const [, whole = "0", fraction = ""] = match;
  const micros = BigInt(whole) * MICROS_PER_USD + BigInt(fraction.padEnd(6, "0"));
  return micros <= MAX_MICROS ? micros : null;
}

/** Writes micro-USD for people: at least cents or the precision the amount needs (`$0.004`, `$10.00`). */
export function formatUsd(micros: Micros): string {
  const negative = micros < 0n;
  const absolute = negative ? -micros : micros;
  const whole = (absolute / MICROS_PER_USD).toString().replace(/\B(?=(\d{3})+$)/g, ",");
  const fraction = (absolute % MICROS_PER_USD)
    .toString()
    .padStart(6, "0")
    .replace(/0{1,4}$/, "");
  return `${negative ? "-" : ""}$${whole}.${fraction}`;
}
