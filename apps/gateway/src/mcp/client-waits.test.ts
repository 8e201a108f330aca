import { expect, it } from "vitest";
import { ticketAfterMs } from "./client-waits.ts";

it.each<[string | null, number, number]>([
  ["claude-code", 240_000, 240_000],
  ["Claude-Code", 240_000, 240_000],
  ["codex-mcp-client", 240_000, 240_000],
  ["copilot-cli", 240_000, 150_000],
  ["github-copilot-cli", 240_000, 150_000],
  ["gemini-cli-mcp-client", 240_000, 240_000],
  ["qwen-code", 240_000, 240_000],
  ["opencode", 240_000, 45_000],
  ["ai-sdk-mcp-client", 240_000, 240_000],
  ["Cline", 45_000, 45_000],
  ["langchain", 45_000, 45_000],
  ["openai-agents-mcp", 45_000, 45_000],
  ["mastra", 45_000, 45_000],
  ["mcp", 45_000, 45_000],
  ["my-claude-code", 45_000, 45_000],
  [null, 45_000, 45_000],
])("the client %j gets its ticket after %i ms with progress, and after %i ms without", (name, withProgress, silent) => {
  expect(ticketAfterMs(name, true, 45_000)).toBe(withProgress);
  expect(ticketAfterMs(name, false, 45_000)).toBe(silent);
});

it("a measured client never gets its ticket before the set time", () => {
  expect(ticketAfterMs("codex", true, 300_000)).toBe(300_000);
});
