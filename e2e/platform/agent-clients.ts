import { Client as ModernClient, StreamableHTTPClientTransport as ModernTransport } from "@modelcontextprotocol/client";
import { Client as LegacyClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as LegacyTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { z } from "zod";

/** Real clients that agents use: the official SDKs of both eras. */
export const CLIENTS = ["SDK v1, 2025-11-25", "SDK v2, 2026-07-28"] as const;
export type ClientKind = (typeof CLIENTS)[number];

const decisionSchema = z.looseObject({
  code: z.string(),
  recordId: z.string().optional(),
  rules: z.array(z.string()).optional(),
  approval: z.looseObject({ ticket: z.string() }).optional(),
  limit: z.looseObject({ kind: z.string(), used: z.string(), max: z.string() }).optional(),
});

const resultSchema = z.looseObject({
  isError: z.boolean().optional(),
  content: z.array(z.looseObject({ type: z.string(), text: z.string().optional() })).default([]),
  structuredContent: z.unknown().optional(),
  _meta: z.looseObject({ "io.countersign/decision": decisionSchema.optional() }).optional(),
});

/** What a call gave the agent. */
export interface AgentAnswer {
  readonly isError: boolean;
  readonly text: string;
  readonly structured: unknown;
  /** The platform's own word on the call, when it refused it or made it wait. */
  readonly decision: z.infer<typeof decisionSchema> | undefined;
}

export interface AgentClient {
  listTools(): Promise<string[]>;
  call(tool: string, args: Record<string, unknown>): Promise<AgentAnswer>;
  close(): Promise<void>;
}

/** Longer than the platform lets anybody wait before it hands out a ticket. */
const CALL_TIMEOUT_MS = 80_000;

/** Connects an agent to an MCP endpoint of the gateway with its key. */
export async function connectAgent(kind: ClientKind, url: string, key: string): Promise<AgentClient> {
  const options = { requestInit: { headers: { authorization: `Bearer ${key}` } } };
  const identity = { name: "e2e", version: "1.0.0" };
  if (kind === "SDK v2, 2026-07-28") {
    const client = new ModernClient(identity, { versionNegotiation: { mode: "auto" } });
    await client.connect(new ModernTransport(new URL(url), options));
    return {
      listTools: async () => (await client.listTools()).tools.map((tool) => tool.name),
      call: async (name, args) =>
        answerOf(await client.callTool({ name, arguments: args }, { timeout: CALL_TIMEOUT_MS })),
      close: () => client.close(),
    };
  }
  const client = new LegacyClient(identity);
  // SDK v1 was not written for exactOptionalPropertyTypes.
  await client.connect(new LegacyTransport(new URL(url), options) as Parameters<LegacyClient["connect"]>[0]);
  return {
    listTools: async () => (await client.listTools()).tools.map((tool) => tool.name),
    call: async (name, args) =>
      answerOf(await client.callTool({ name, arguments: args }, undefined, { timeout: CALL_TIMEOUT_MS })),
    close: () => client.close(),
  };
}

function answerOf(result: unknown): AgentAnswer {
  const parsed = resultSchema.parse(result);
  return {
    isError: parsed.isError === true,
    text: parsed.content.map((part) => part.text ?? "").join("\n"),
    structured: parsed.structuredContent,
    decision: parsed._meta?.["io.countersign/decision"],
  };
}
