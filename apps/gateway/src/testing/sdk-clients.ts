import { Client as ModernClient, StreamableHTTPClientTransport as ModernTransport } from "@modelcontextprotocol/client";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { z } from "zod";

/** The official clients, as agents use them. */
export const SDK_CLIENTS = ["sdk v1", "sdk v2, legacy", "sdk v2, auto"] as const;
export type SdkClientName = (typeof SDK_CLIENTS)[number];

const resultSchema = z.looseObject({
  content: z.array(z.looseObject({ type: z.string(), text: z.string().optional() })),
  isError: z.boolean().optional(),
  structuredContent: z.unknown().optional(),
  _meta: z.record(z.string(), z.unknown()).optional(),
});
export type SdkResult = z.infer<typeof resultSchema>;

/** What all of them can do. */
export interface SdkClient {
  /** The revision they agreed on with the gateway. */
  readonly revision: string | undefined;
  list(): Promise<{ readonly name: string; readonly [member: string]: unknown }[]>;
  call(name: string, args?: Record<string, unknown>): Promise<SdkResult>;
  close(): Promise<void>;
}

const INFO = { name: "acceptance", version: "1.0.0" };

/** What a client calls with; `fetch` takes its requests out. */
export interface SdkAccess {
  readonly key: string;
  readonly fetch?: typeof globalThis.fetch;
}

/** Connects an official client to one of the gateway's endpoints. */
export async function connectSdk(
  kind: SdkClientName,
  url: string,
  { key, fetch = globalThis.fetch }: SdkAccess,
): Promise<SdkClient> {
  const wire = { requestInit: { headers: { authorization: `Bearer ${key}` } }, fetch };
  return kind === "sdk v1" ? connectV1(new URL(url), wire) : connectV2(kind, new URL(url), wire);
}

interface Wire {
  readonly requestInit: { readonly headers: Record<string, string> };
  readonly fetch: typeof globalThis.fetch;
}

async function connectV1(url: URL, wire: Wire): Promise<SdkClient> {
  const client = new Client(INFO);
  const transport = new StreamableHTTPClientTransport(url, wire);
  // Its own types disagree on optional properties under exactOptionalPropertyTypes.
  await client.connect(transport as Parameters<typeof client.connect>[0]);
  return {
    revision: transport.protocolVersion,
    list: async () => (await client.listTools()).tools,
    call: async (name, args = {}) => resultSchema.parse(await client.callTool({ name, arguments: args })),
    close: () => client.close(),
  };
}

async function connectV2(kind: SdkClientName, url: URL, wire: Wire): Promise<SdkClient> {
  const mode = kind === "sdk v2, auto" ? "auto" : "legacy";
  const client = new ModernClient(INFO, { versionNegotiation: { mode } });
  await client.connect(new ModernTransport(url, wire));
  return {
    revision: client.getNegotiatedProtocolVersion(),
    list: async () => (await client.listTools()).tools,
    call: async (name, args = {}) => resultSchema.parse(await client.callTool({ name, arguments: args })),
    close: () => client.close(),
  };
}
