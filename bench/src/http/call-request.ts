/** Where calls go, and with which credential. */
export interface CallTarget {
  readonly url: string;
  readonly authorization: string | null;
  /** The tool as the target names it. */
  readonly tool: string;
}

const REVISION = "2026-07-28";
const META = JSON.stringify({
  "io.modelcontextprotocol/protocolVersion": REVISION,
  "io.modelcontextprotocol/clientInfo": { name: "bench", version: "1.0.0" },
  "io.modelcontextprotocol/clientCapabilities": {},
});

/** Makes the bytes of one MCP tool call whose text argument is unlike every other's. */
export function callWriter(target: CallTarget): (turn: number) => Buffer {
  const url = new URL(target.url);
  const head =
    `POST ${url.pathname} HTTP/1.1\r\nhost: ${url.host}\r\ncontent-type: application/json\r\n` +
    `accept: application/json, text/event-stream\r\nmcp-protocol-version: ${REVISION}\r\nmcp-method: tools/call\r\n` +
    `mcp-name: ${target.tool}\r\n` +
    (target.authorization === null ? "" : `authorization: ${target.authorization}\r\n`);
  return (turn) => {
    const body =
      `{"jsonrpc":"2.0","id":${turn},"method":"tools/call","params":{"name":"${target.tool}",` +
      `"arguments":{"text":"${textOf(turn)}","amount":${turn % 100}},"_meta":${META}}}`;
    return Buffer.from(`${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
}

/** The text of a call, which its answer must hold. */
export function textOf(turn: number): string {
  return `turn-${turn}-of-the-bench`;
}
