const colours = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (code) => (text) => (colours ? `\u001b[${code}m${text}\u001b[0m` : text);
export const bold = paint("1");
export const dim = paint("2");
export const green = paint("32");
export const red = paint("31");
export const yellow = paint("33");

let stream = process.stdout;

/** Sends the report elsewhere, for programs whose standard output is their answer. */
export function reportTo(other) {
  stream = other;
}

export function say(text = "") {
  stream.write(`${text}\n`);
}

/** 1234 -> "1.2 s", 83000 -> "1 min 23 s". */
export function duration(ms) {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** A finished step: mark, name, what came out, how long it took. */
export function sayStep(name, { ok = true, note = "", ms }) {
  const mark = ok ? green("✓") : red("✗");
  const took = ms === undefined ? "" : dim(duration(ms));
  say(`  ${mark} ${name.padEnd(26)} ${note ? `${note}  ` : ""}${took}`.trimEnd());
}

/**
 * Runs one step, saying when it begins to take long and how it ended.
 * @template T
 * @param {string} name
 * @param {() => Promise<T & { note?: string } | void>} work a returned `note` is printed
 */
export async function step(name, work) {
  const startedAt = Date.now();
  const begun = setTimeout(() => say(dim(`  … ${name}`)), 2500);
  try {
    const result = await work();
    clearTimeout(begun);
    sayStep(name, { note: result?.note ?? "", ms: Date.now() - startedAt });
    return result;
  } catch (error) {
    clearTimeout(begun);
    sayStep(name, { ok: false, ms: Date.now() - startedAt });
    throw error;
  }
}

/** Indented last lines of a program's output, for when it failed. */
export function tail(output, count = 25) {
  const lines = output.trimEnd().split("\n");
  return lines
    .slice(-count)
    .map((line) => `      ${line}`)
    .join("\n");
}
