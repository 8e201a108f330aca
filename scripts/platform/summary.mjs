import { bold, dim, duration, green, say } from "../terminal/report.mjs";

const line = (label, value) => say(`  ${label.padEnd(18)} ${value}`);

/** What a new user needs next: where to look, how to sign in, how to connect an agent. */
export function saySummary(up, { ms, alreadyUp, isDev = false }) {
  const [agent] = up.agents;
  const key = agent?.key ?? "";
  const url = `${up.gatewayUrl}/mcp`;
  const state = alreadyUp ? `is already running (process ${alreadyUp})` : `is ready${isDev ? " and watching" : ""}`;
  say(`\n${green("●")} ${bold(`Countersign ${state}`)}${ms === undefined ? "" : dim(` after ${duration(ms)}`)}\n`);
  line("Dashboard", bold(up.dashboardUrl));
  line("  sign in", `${up.login.email}  ${up.login.password}`);
  line("Gateway", bold(url));
  line("  agent key", `${key}  ${dim(`(${agent?.name ?? "no agent"})`)}`);
  line("Demo mail", up.mailUrl);
  line("All of it", ".local/up.json");
  say(`\n${dim("  Claude Code")}`);
  say(`  claude mcp add --transport http countersign ${url} --header "Authorization: Bearer ${key}"`);
  say(`\n${dim("  MCP Inspector")}`);
  say(
    `  npx @modelcontextprotocol/inspector --cli ${url} --transport http --header "Authorization: Bearer ${key}" --method tools/list`,
  );
  say(`\n${dim("  curl")}`);
  say(`  ${curlLine(url, key)}`);
  if (!alreadyUp) say(dim("\n  Ctrl-C stops everything; your data stays. Logs: .local/logs"));
}

function curlLine(url, key) {
  const body = JSON.stringify({
    jsonrpc: "2.0",
    id: 1,
    method: "tools/call",
    params: { name: "demo__search_web", arguments: { query: "governance" } },
  });
  const headers = [
    `Authorization: Bearer ${key}`,
    "Content-Type: application/json",
    "Accept: application/json, text/event-stream",
  ];
  return `curl -s ${url} ${headers.map((header) => `-H '${header}'`).join(" ")} -d '${body}'`;
}
