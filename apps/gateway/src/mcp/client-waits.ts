/** How long a client waits for one answer on an event stream, ms, as measured in November 2026. */
interface MeasuredClient {
  readonly name: RegExp;
  /** While it hears progress, which it asked for. */
  readonly withProgressMs: number;
  /** While it hears nothing that it takes for progress. */
  readonly silentMs: number;
}

const MEASURED: readonly MeasuredClient[] = [
  { name: /^claude-code$/i, withProgressMs: 420_000, silentMs: 300_000 },
  { name: /^codex/i, withProgressMs: 300_000, silentMs: 300_000 },
  { name: /^(github-)?copilot-cli$/i, withProgressMs: 420_000, silentMs: 180_000 },
  { name: /^gemini-cli/i, withProgressMs: 420_000, silentMs: 303_000 },
  { name: /^qwen-code/i, withProgressMs: 420_000, silentMs: 300_000 },
  { name: /^opencode$/i, withProgressMs: 420_000, silentMs: 60_000 },
  { name: /^ai-sdk-mcp-client$/i, withProgressMs: 303_000, silentMs: 303_000 },
];

const MARGIN_MS = 30_000;
const LONGEST_MS = 240_000;

/** How long to keep a client waiting for a person before it gets a ticket, ms. Clients we haven't measured get the default. */
export function ticketAfterMs(clientName: string | null, hasProgressToken: boolean, defaultMs: number): number {
  const known = clientName === null ? undefined : MEASURED.find((client) => client.name.test(clientName));
  if (!known) return defaultMs;
  const cap = hasProgressToken ? known.withProgressMs : known.silentMs;
  return Math.max(defaultMs, Math.min(LONGEST_MS, cap - MARGIN_MS));
}
