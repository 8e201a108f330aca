import type { ClientSnippet, SnippetInput } from "./clients.ts";

const REVISION = "2026-07-28";

/** Two requests by hand: what the agent may call, and one call. They need nothing but curl. */
export function plainHttp({ url, trial }: Pick<SnippetInput, "url" | "trial">): readonly ClientSnippet[] {
  return [
    {
      title: "List what the agent may call.",
      language: "bash",
      text: curl(url, { method: "tools/list", name: null, params: {} }),
    },
    ...(trial
      ? [
          {
            title: "Make one call; change the arguments as you like.",
            language: "bash" as const,
            text: curl(url, {
              method: "tools/call",
              name: trial.tool,
              params: { name: trial.tool, arguments: JSON.parse(trial.args) },
            }),
          },
        ]
      : []),
  ];
}

interface Request {
  readonly method: string;
  readonly name: string | null;
  readonly params: Readonly<Record<string, unknown>>;
}

function curl(url: string, { method, name, params }: Request): string {
  const meta = {
    "io.modelcontextprotocol/protocolVersion": REVISION,
    "io.modelcontextprotocol/clientInfo": { name: "curl", version: "1" },
    "io.modelcontextprotocol/clientCapabilities": {},
  };
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: { ...params, _meta: meta } }, null, 2);
  const headers = [
    `Authorization: Bearer $COUNTERSIGN_KEY`,
    "Content-Type: application/json",
    "Accept: application/json, text/event-stream",
    `MCP-Protocol-Version: ${REVISION}`,
    `Mcp-Method: ${method}`,
    ...(name === null ? [] : [`Mcp-Name: ${name}`]),
  ];
  const lines = [`curl -sS ${url}`, ...headers.map((header) => `-H "${header}"`), `-d ${quoted(body)}`];
  return lines.join(" \\\n  ");
}

/** For a shell: nothing in it is expanded. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
