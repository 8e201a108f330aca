/** How many hexadecimal digits of a number are kept: sign, exponent and twelve bits of what follows. */
const DIGITS = 6;
const SIGN = 0x80_0000;
const ALL = 0xff_ffff;

/** A number as digits whose order is the order of the numbers: nearby numbers share them. */
export function numberDigits(value: number): string {
  const view = new DataView(new ArrayBuffer(8));
  // Minus zero stands with zero.
  view.setFloat64(0, value === 0 ? 0 : value);
  const top = view.getUint32(0) >>> 8;
  const ordered = top & SIGN ? ~top & ALL : top | SIGN;
  return ordered.toString(16).padStart(DIGITS, "0");
}

/** The beginnings of digits that together hold every number from `from` to `to`, both included, and their neighbours. */
export function rangePrefixes(from: number, to: number): string[] {
  const low = Number.parseInt(numberDigits(from), 16);
  const high = Number.parseInt(numberDigits(to), 16);
  const prefixes: string[] = [];
  const cover = (start: number, digits: number): void => {
    const size = 16 ** (DIGITS - digits);
    const end = start + size - 1;
    if (end < low || start > high) return;
    if (start >= low && end <= high && digits > 0) {
      prefixes.push((start / size).toString(16).padStart(digits, "0"));
      return;
    }
    for (let next = 0; next < 16; next++) cover(start + (next * size) / 16, digits + 1);
  };
  cover(0, 0);
  return prefixes;
}
