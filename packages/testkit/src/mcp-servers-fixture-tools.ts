import { setTimeout as wait } from "node:timers/promises";
import type { CallToolResult, McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";

export const FIXTURE_TOOLS = ["echo", "add", "count", "slow", "fail", "big", "structured"] as const;
export type FixtureTool = (typeof FIXTURE_TOOLS)[number];

/** Notes a call of a tool and answers how often that tool ran, this call included. */
export type NoteCall = (tool: FixtureTool, args: Readonly<Record<string, unknown>>) => Promise<number>;

const LARGEST_BYTES = 64 * 1024 * 1024;
const text = (value: string): CallToolResult => ({ content: [{ type: "text", text: value }] });

const registrations: Readonly<Record<FixtureTool, (server: McpServer, note: NoteCall) => void>> = {
  echo: (server, note) => {
    const inputSchema = z.object({ text: z.string().describe("What to say back") });
    const annotations = { readOnlyHint: true };
    server.registerTool("echo", { description: "Says the text back.", inputSchema, annotations }, async (args) => {
      await note("echo", args);
      return text(args.text);
    });
  },
  add: (server, note) => {
    const inputSchema = z.object({ a: z.number(), b: z.number() });
    const annotations = { readOnlyHint: true };
    server.registerTool("add", { description: "Adds two numbers.", inputSchema, annotations }, async (args) => {
      await note("add", args);
      return text(String(args.a + args.b));
    });
  },
  count: (server, note) => {
    const inputSchema = z.object({});
    server.registerTool("count", { description: "Counts its own calls.", inputSchema }, async (args) =>
      text(String(await note("count", args))),
    );
  },
  slow: (server, note) => {
    const inputSchema = z.object({ ms: z.number().int().min(0).max(600_000).describe("How long to take") });
    const description = "Answers after a while; tells a client that asked for it of its progress at the beginning.";
    server.registerTool("slow", { description, inputSchema }, async (args, context) => {
      await note("slow", args);
      const { _meta, notify, signal } = context.mcpReq;
      const progressToken = _meta?.progressToken;
      if (progressToken !== undefined) {
        await notify({ method: "notifications/progress", params: { progressToken, progress: 0, total: args.ms } });
      }
      await wait(args.ms, undefined, { signal });
      return text(`slept ${args.ms} ms`);
    });
  },
  fail: (server, note) => {
    const inputSchema = z.object({});
    server.registerTool("fail", { description: "Always fails.", inputSchema }, async (args) => {
      await note("fail", args);
      return { ...text("This tool always fails."), isError: true };
    });
  },
  big: (server, note) => {
    const inputSchema = z.object({ bytes: z.number().int().min(0).max(LARGEST_BYTES) });
    server.registerTool("big", { description: "Answers with so many bytes of text.", inputSchema }, async (args) => {
      await note("big", args);
      return text("x".repeat(args.bytes));
    });
  },
  structured: (server, note) => {
    const inputSchema = z.object({});
    const outputSchema = z.object({ value: z.number(), labels: z.array(z.string()) });
    const config = { description: "Answers with structured content.", inputSchema, outputSchema };
    server.registerTool("structured", config, async (args) => {
      await note("structured", args);
      const structuredContent = { value: 42, labels: ["one", "two"] };
      return { ...text(JSON.stringify(structuredContent)), structuredContent };
    });
  },
};

export function registerFixtureTools(server: McpServer, tools: readonly FixtureTool[], note: NoteCall): void {
  for (const tool of tools) registrations[tool](server, note);
}
