/** How long a client waits for one answer when it hears progress, ms, as measured in November 2026. */
interface MeasuredClient {
  readonly name: RegExp;
  readonly withProgressMs: number;
}

const MEASURED: readonly MeasuredClient[] = [
  { name: /^claude-code$/i, withProgressMs: 420_000 },
  { name: /^codex/i, withProgressMs: 300_000 },
  { name: /^(github-)?copilot-cli$/i, withProgressMs: 420_000 },
  { name: /^gemini-cli/i, withProgressMs: 420_000 },
  { name: /^qwen-code/i, withProgressMs: 420_000 },
  { name: /^opencode$/i, withProgressMs: 420_000 },
];

const MARGIN_MS = 30_000;
const LONGEST_MS = 240_000;

/** How long to keep a client waiting for a person before it gets a ticket, ms. Clients we haven't measured get the default. */
export function ticketAfterMs(clientName: string | null, hasProgressToken: boolean, defaultMs: number): number {
  const known = clientName === null ? undefined : MEASURED.find((client) => client.name.test(clientName));
  if (!known || !hasProgressToken) return defaultMs;
  return Math.max(defaultMs, Math.min(LONGEST_MS, known.withProgressMs - MARGIN_MS));
}
