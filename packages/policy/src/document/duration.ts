const UNITS_MS: { readonly [unit: string]: number } = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const DURATION = /^(\d{1,6})(s|m|h|d)$/;

/** Reads `90s`, `30m`, `24h` or `7d` as ms. Null when it isn't one, or is zero. */
export function parseDuration(text: string): number | null {
  const match = DURATION.exec(text.trim());
  if (!match) return null;
  const [, count = "0", unit = "s"] = match;
  const ms = Number(count) * (UNITS_MS[unit] ?? 0);
  return ms > 0 ? ms : null;
}

/** Writes ms in the largest unit that fits exactly. */
export function formatDuration(ms: number): string {
  for (const unit of ["d", "h", "m"]) {
    const length = UNITS_MS[unit] ?? 1;
    if (ms % length === 0) return `${ms / length}${unit}`;
  }
  return `${ms / 1000}s`;
}
