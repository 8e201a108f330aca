/** A decimal number: `digits` × 10^`exponent`. */
interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

export type DecimalOperator = "+" | "-" | "*";

/** Beyond this, aligning two numbers would take longer than any amount or count needs. */
const MAX_EXPONENT_GAP = 400;

/**
 * Adds, subtracts or multiplies two numbers as the decimals they were written as: 0.1 + 0.2 is 0.3. Null when a double
 * can't keep the result, so that no comparison is made with a number that was rounded on the way.
 */
export function calculateExactly(
  operator: DecimalOperator,
  left: number | bigint,
  right: number | bigint,
): number | null {
  const quick = calculateWhole(operator, Number(left), Number(right));
  if (quick !== null) return quick;
  const [a, b] = [decimalOf(left), decimalOf(right)];
  if (Math.abs(a.exponent - b.exponent) > MAX_EXPONENT_GAP) return null;
  if (operator === "*") return toDouble({ digits: a.digits * b.digits, exponent: a.exponent + b.exponent });
  const exponent = Math.min(a.exponent, b.exponent);
  const [x, y] = [aligned(a, exponent), aligned(b, exponent)];
  return toDouble({ digits: operator === "+" ? x + y : x - y, exponent });
}

/** Whole numbers of which all three are safe need no decimals. */
function calculateWhole(operator: DecimalOperator, left: number, right: number): number | null {
  if (!Number.isSafeInteger(left) || !Number.isSafeInteger(right)) return null;
  const result = operator === "*" ? left * right : operator === "+" ? left + right : left - right;
  // Zero has no sign.
  return Number.isSafeInteger(result) ? result + 0 : null;
}

function decimalOf(value: number | bigint): Decimal {
  if (typeof value === "bigint") return { digits: value, exponent: 0 };
  const [mantissa = "0", exponent = "0"] = String(value).split("e");
  const [whole = "0", fraction = ""] = mantissa.split(".");
  return { digits: BigInt(whole + fraction), exponent: Number(exponent) - fraction.length };
}

function aligned({ digits, exponent }: Decimal, to: number): bigint {
  return digits * 10n ** BigInt(exponent - to);
}

/** The double whose shortest decimal this is; null when there is none. */
function toDouble(decimal: Decimal): number | null {
  const value = Number(`${decimal.digits}e${decimal.exponent}`);
  if (!Number.isFinite(value)) return null;
  const kept = decimalOf(value);
  const exponent = Math.min(kept.exponent, decimal.exponent);
  if (kept.digits !== 0n && Math.abs(kept.exponent - decimal.exponent) > MAX_EXPONENT_GAP) return null;
  return aligned(kept, exponent) === aligned(decimal, exponent) ? value : null;
}
