/** What stands where a secret was. */
export const redacted = "[redacted]";

const maxDepth = 8;
const maxEntries = 200;

/** Names under which secrets travel, compared without case and separators. Counts (`inputTokens: 12`) stay readable. */
const secretName =
  /^(key|pass|cookie|proxyauthorization|.*(authorization|password|passwd|passphrase|secret|token|setcookie|credential|apikey|accesskey|privatekey|masterkey|signingkey|sessionid))s?$/;

/** Shapes of secrets wherever they stand: our keys, header schemes, URL credentials, vendors' keys, JWTs, PEM. */
const secretValues: readonly (readonly [RegExp, string])[] = [
  [/\b(cs[km]_)[A-Za-z0-9_]+/g, `$1${redacted}`],
  [/\b(Bearer|Basic)(\s+)[A-Za-z0-9._~+/=-]+/gi, `$1$2${redacted}`],
  [/([a-z][a-z0-9+.-]*:\/\/[^\s/:@"\\]*:)[^\s/@"\\]+@/gi, `$1${redacted}@`],
  [/\b(xox[a-z]-|gh[pousr]_|sk-|[sr]k_(?:live|test)_|whsec_)[A-Za-z0-9_-]{8,}/g, `$1${redacted}`],
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g, redacted],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, redacted],
];

/** Replaces everything in a text that looks like a secret. */
export function redactText(text: string): string {
  return secretValues.reduce((clean, [shape, instead]) => clean.replace(shape, instead), text);
}

/** A copy fit for a log line: secrets replaced by name and by shape, bigint as decimal string, bounded in depth. */
export function redactValue(value: unknown, ancestors: readonly object[] = []): unknown {
  if (typeof value === "string") return redactText(value);
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return typeof value === "function" ? "[function]" : value;
  if (ancestors.includes(value)) return "[circular]";
  if (ancestors.length >= maxDepth) return "[deep]";
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "[no date]" : value.toISOString();
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  const path = [...ancestors, value];
  if (value instanceof Error) return redactError(value, path);
  if (Array.isArray(value)) return value.slice(0, maxEntries).map((entry) => redactValue(entry, path));
  if (value instanceof Map || value instanceof Set) return redactValue([...value], path);
  return redactEntries(Object.entries(value), path);
}

function redactEntries(entries: readonly (readonly [string, unknown])[], path: readonly object[]) {
  return Object.fromEntries(
    entries
      .slice(0, maxEntries)
      .map(([name, value]) => [name, isSecret(name, value) ? redacted : redactValue(value, path)]),
  );
}

function isSecret(name: string, value: unknown): boolean {
  if (value === null || value === undefined || typeof value === "number" || typeof value === "boolean") return false;
  return secretName.test(name.toLowerCase().replace(/[^a-z0-9]/g, ""));
}

function redactError(error: Error, path: readonly object[]): unknown {
  return {
    type: error.name,
    message: redactText(error.message),
    ...(error.stack ? { stack: redactText(error.stack) } : {}),
    ...redactEntries(Object.entries(error), path),
    ...(error.cause === undefined ? {} : { cause: redactValue(error.cause, path) }),
  };
}
