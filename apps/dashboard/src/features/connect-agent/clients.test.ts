import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { CLIENTS, type ClientSnippet } from "./clients.ts";

const URL = "https://gateway.example/mcp";
const KEY = "csk_0123456789_abcdefghijkl_secret";
const TRIAL = { tool: "demo__search_web", args: `{"query":"it's a \\"test\\" $HOME"}` };

const snippets = (key: string | null) =>
  CLIENTS.flatMap(({ id, snippets: of }) =>
    of({ url: URL, key, trial: TRIAL }).map((snippet): [string, ClientSnippet] => [`${id}: ${snippet.title}`, snippet]),
  );

const inLanguage = (language: string, key: string | null = null) =>
  snippets(key).filter(([, snippet]) => snippet.language === language);

/** Where each client looks for its servers, and what it calls the endpoint. */
const SHAPES: Readonly<Record<string, readonly [list: string, url: string]>> = {
  "claude-code": ["mcpServers", "url"],
  cursor: ["mcpServers", "url"],
  "vs-code": ["servers", "url"],
  "gemini-cli": ["mcpServers", "httpUrl"],
};

describe("the snippets of every client", () => {
  it.each(CLIENTS.map((client) => [client.title, client] as const))(
    "%s is given the endpoint and the key",
    (_, client) => {
      const text = client.snippets({ url: URL, key: KEY, trial: TRIAL }).map((one) => one.text);
      expect(text.join("\n")).toContain(URL);
      expect(text.join("\n")).toContain(KEY);
    },
  );

  it.each(CLIENTS.map((client) => [client.title, client] as const))(
    "%s names a variable once the key isn't known",
    (_, client) => {
      const text = client.snippets({ url: URL, key: null, trial: null }).map((one) => one.text);
      expect(text.join("\n")).not.toContain("csk_0");
      expect(text.join("\n")).not.toContain("null");
    },
  );

  it.each(Object.entries(SHAPES))(
    "%s reads its JSON: the server under its list, with the header",
    (id, [list, url]) => {
      const client = CLIENTS.find((one) => one.id === id);
      for (const key of [KEY, null]) {
        const file = client?.snippets({ url: URL, key, trial: null }).find((one) => one.language === "json");
        const server = JSON.parse(file?.text ?? "")[list].countersign;
        expect(server[url]).toBe(URL);
        expect(server.headers.Authorization).toMatch(
          key === null ? /^Bearer \$\{.+\}$/ : new RegExp(`^Bearer ${KEY}$`),
        );
      }
    },
  );

  it("asks in VS Code for exactly the input it then uses", () => {
    const file = CLIENTS.find((one) => one.id === "vs-code")?.snippets({ url: URL, key: null, trial: null })[0];
    const { inputs, servers } = JSON.parse(file?.text ?? "");
    expect(servers.countersign.headers.Authorization).toBe(`Bearer \${input:${inputs[0].id}}`);
    expect(inputs[0].password).toBe(true);
  });

  it.each([...inLanguage("bash", KEY), ...inLanguage("bash")])("%s can be read by a shell", (_, { text }) => {
    expect(execFileSync("bash", ["--norc", "-n"], { input: text, encoding: "utf8" })).toBe("");
  });

  it.each(inLanguage("typescript"))("%s is TypeScript", async (_, { text }) => {
    const { transpileModule } = await import("typescript");
    expect(transpileModule(text, { reportDiagnostics: true }).diagnostics).toEqual([]);
  });

  it.each(inLanguage("toml"))("%s is a table with two texts", (_, { text }) => {
    const lines = text.trim().split("\n");
    expect(lines[0]).toBe("[mcp_servers.countersign]");
    expect(lines.slice(1).map((line) => JSON.parse(line.split(" = ")[1] ?? ""))).toEqual([URL, "COUNTERSIGN_KEY"]);
  });

  it("sends the arguments of a call by hand exactly, whatever a shell would make of them", () => {
    const call = CLIENTS.find((one) => one.id === "http")
      ?.snippets({ url: URL, key: KEY, trial: TRIAL })
      .at(-1)
      ?.text.replace(/^curl/, "printf '%s\\n'");
    const words = execFileSync("bash", ["--norc", "-c", call ?? ""], {
      encoding: "utf8",
      env: { ...process.env, COUNTERSIGN_KEY: KEY },
    });
    const body = JSON.parse(words.slice(words.indexOf("{")));
    expect(body.params.arguments).toEqual(JSON.parse(TRIAL.args));
    expect(words).toContain(`Authorization: Bearer ${KEY}`);
    expect(words).toContain("Mcp-Name: demo__search_web");
  });
});
