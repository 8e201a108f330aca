import { expect, it } from "vitest";
import { ticketAfterMs } from "./client-waits.ts";

it.each<[string | null, boolean, number]>([
  ["claude-code", true, 240_000],
  ["Claude-Code", true, 240_000],
  ["codex-mcp-client", true, 240_000],
  ["gemini-cli-mcp-client", true, 240_000],
  ["opencode", true, 240_000],
  ["claude-code", false, 45_000],
  ["my-claude-code", true, 45_000],
  ["langchain", true, 45_000],
  [null, true, 45_000],
])("the client %j, with progress %s, gets its ticket after %i ms", (name, hasProgressToken, ms) => {
  expect(ticketAfterMs(name, hasProgressToken, 45_000)).toBe(ms);
});

it("a measured client never gets its ticket before the set time", () => {
  expect(ticketAfterMs("codex", true, 300_000)).toBe(300_000);
});
