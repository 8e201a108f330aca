import type { CallToolResult } from "@modelcontextprotocol/server";

/** A result for both kinds of reader: structured content, and the same as JSON text for older clients. */
export function structuredAnswer(structuredContent: Record<string, unknown>): CallToolResult {
  return { content: [{ type: "text", text: JSON.stringify(structuredContent) }], structuredContent };
}

/** A failed call: one sentence the agent can act on. */
export function failedAnswer(sentence: string): CallToolResult {
  return { content: [{ type: "text", text: sentence }], isError: true };
}
