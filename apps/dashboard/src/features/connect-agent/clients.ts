import { plainHttp } from "./plain-http.ts";

/** What a snippet is filled in with. */
export interface SnippetInput {
  /** The gateway's MCP endpoint. */
  readonly url: string;
  /** The whole key while it is still known to this page; null otherwise, and the snippet names `COUNTERSIGN_KEY`. */
  readonly key: string | null;
  /** A call the agent may make, for clients that make one by hand. */
  readonly trial: TrialCall | null;
}

export interface TrialCall {
  /** The tool as it is listed on `/mcp`. */
  readonly tool: string;
  /** JSON of its arguments. */
  readonly args: string;
}

export type SnippetLanguage = "bash" | "json" | "python" | "toml" | "typescript";

/** One thing to run or to put into a file. */
export interface ClientSnippet {
  /** What to do with it, as a sentence. */
  readonly title: string;
  readonly language: SnippetLanguage;
  readonly text: string;
}

export interface AgentClient {
  readonly id: string;
  readonly title: string;
  readonly snippets: (input: SnippetInput) => readonly ClientSnippet[];
}

const NAME = "countersign";
const VARIABLE = "COUNTERSIGN_KEY";

/** Clients an agent may run in, each with its exact configuration for MCP over streamable HTTP. */
export const CLIENTS: readonly AgentClient[] = [
  { id: "claude-code", title: "Claude Code", snippets: claudeCode },
  { id: "cursor", title: "Cursor", snippets: cursor },
  { id: "vs-code", title: "VS Code", snippets: vsCode },
  { id: "codex", title: "Codex", snippets: codex },
  { id: "gemini-cli", title: "Gemini CLI", snippets: geminiCli },
  { id: "openai-agents", title: "OpenAI Agents", snippets: openAiAgents },
  { id: "langchain", title: "LangChain", snippets: langChain },
  { id: "ai-sdk", title: "Vercel AI SDK", snippets: aiSdk },
  { id: "http", title: "Plain HTTP", snippets: (input) => [exported(input), ...plainHttp(input)] },
];

function claudeCode({ url, key }: SnippetInput): readonly ClientSnippet[] {
  const server = { type: "http", url, headers: bearer(key ?? `\${${VARIABLE}}`) };
  return [
    {
      title: "Run this in your project; Claude Code keeps it for you in this project alone.",
      language: "bash",
      text: `claude mcp add --transport http ${NAME} ${url} --header "Authorization: Bearer ${key ?? `$${VARIABLE}`}"`,
    },
    {
      title: "Or put it into .mcp.json at the root of the project.",
      language: "json",
      text: json({ mcpServers: { [NAME]: server } }),
    },
  ];
}

function cursor({ url, key }: SnippetInput): readonly ClientSnippet[] {
  return [
    {
      title: "Put this into .cursor/mcp.json in the project, or ~/.cursor/mcp.json for every project.",
      language: "json",
      text: json({ mcpServers: { [NAME]: { url, headers: bearer(key ?? `\${env:${VARIABLE}}`) } } }),
    },
  ];
}

function vsCode({ url, key }: SnippetInput): readonly ClientSnippet[] {
  const input = { type: "promptString", id: "countersign-key", description: "Countersign key", password: true };
  const server = { type: "http", url, headers: bearer(key ?? `\${input:${input.id}}`) };
  return [
    {
      title: "Put this into .vscode/mcp.json in the workspace.",
      language: "json",
      text: json({ ...(key === null ? { inputs: [input] } : {}), servers: { [NAME]: server } }),
    },
  ];
}

function codex({ url, key }: SnippetInput): readonly ClientSnippet[] {
  return [
    exported({ key }),
    {
      title: "Add the server; Codex reads the key from the environment when it starts.",
      language: "bash",
      text: `codex mcp add ${NAME} --url ${url} --bearer-token-env-var ${VARIABLE}`,
    },
    {
      title: "Or put it into ~/.codex/config.toml.",
      language: "toml",
      text: `[mcp_servers.${NAME}]\nurl = ${JSON.stringify(url)}\nbearer_token_env_var = "${VARIABLE}"\n`,
    },
  ];
}

function geminiCli({ url, key }: SnippetInput): readonly ClientSnippet[] {
  return [
    {
      title: "Put this into ~/.gemini/settings.json, or .gemini/settings.json in the project.",
      language: "json",
      text: json({ mcpServers: { [NAME]: { httpUrl: url, headers: bearer(key ?? `\${${VARIABLE}}`) } } }),
    },
  ];
}

function openAiAgents({ url, key }: SnippetInput): readonly ClientSnippet[] {
  return [
    exported({ key }),
    {
      title: "With openai-agents from PyPI. The time-out leaves room for a person to approve.",
      language: "python",
      text: `import asyncio
import os

from agents import Agent, Runner
from agents.mcp import MCPServerStreamableHttp


async def main():
    async with MCPServerStreamableHttp(
        name="${NAME}",
        params={
            "url": ${JSON.stringify(url)},
            "headers": {"Authorization": f"Bearer {os.environ['${VARIABLE}']}"},
        },
        client_session_timeout_seconds=60,
    ) as tools:
        agent = Agent(name="Assistant", mcp_servers=[tools])
        result = await Runner.run(agent, "What can you do for me?")
        print(result.final_output)


asyncio.run(main())
`,
    },
  ];
}

function langChain({ url, key }: SnippetInput): readonly ClientSnippet[] {
  return [
    exported({ key }),
    {
      title: "With langchain[mcp] 1.4 or newer from PyPI, and the package of your model.",
      language: "python",
      text: `import asyncio
import os

from langchain.agents import create_agent
from langchain.mcp import MCPAdapter

SERVERS = {
    "mcpServers": {
        "${NAME}": {
            "url": ${JSON.stringify(url)},
            "headers": {"Authorization": f"Bearer {os.environ['${VARIABLE}']}"},
        }
    }
}


async def main():
    async with MCPAdapter(SERVERS) as adapter:
        agent = create_agent("openai:gpt-5", await adapter.list_tools())
        answer = await agent.ainvoke({"messages": "What can you do for me?"})
        print(answer["messages"][-1].content)


asyncio.run(main())
`,
    },
  ];
}

function aiSdk({ url, key }: SnippetInput): readonly ClientSnippet[] {
  return [
    exported({ key }),
    {
      title: "With ai and @ai-sdk/mcp from npm.",
      language: "typescript",
      text: `import { createMCPClient } from "@ai-sdk/mcp";
import { generateText, stepCountIs } from "ai";

const client = await createMCPClient({
  transport: {
    type: "http",
    url: ${JSON.stringify(url)},
    headers: { Authorization: \`Bearer \${process.env.${VARIABLE}}\` },
  },
});

try {
  const { text } = await generateText({
    model: "openai/gpt-5",
    tools: await client.tools(),
    stopWhen: stepCountIs(5),
    prompt: "What can you do for me?",
  });
  console.log(text);
} finally {
  await client.close();
}
`,
    },
  ];
}

function exported({ key }: Pick<SnippetInput, "key">): ClientSnippet {
  return {
    title: "Give the agent its key in the environment.",
    language: "bash",
    text: `export ${VARIABLE}="${key ?? "csk_…"}"`,
  };
}

function bearer(value: string): { readonly Authorization: string } {
  return { Authorization: `Bearer ${value}` };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
