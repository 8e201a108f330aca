import { createServer } from "node:net";

/**
 * The upstream of every measurement: an MCP server of the present revision that answers a call with its own text. It reads
 * and writes HTTP by hand, so that it costs little beside what is measured. Prints its port.
 */
const HEAD_END = Buffer.from("\r\n\r\n");
const LENGTH = /\r\ncontent-length: *(\d+)/i;
const CALL = {
  type: "object",
  properties: { text: { type: "string" }, amount: { type: "number" } },
  required: ["text"],
};
const INFO = { name: "bench-upstream", version: "1.0.0" };

interface Request {
  readonly id: number | string;
  readonly method: string;
  readonly params?: { readonly arguments?: { readonly text?: string } };
}

function resultOf(request: Request): object {
  switch (request.method) {
    case "server/discover":
      return {
        supportedVersions: ["2026-07-28"],
        capabilities: { tools: {} },
        serverInfo: INFO,
        resultType: "complete",
      };
    case "tools/list":
      return {
        tools: [{ name: "echo", description: "Answers what it is told.", inputSchema: CALL }],
        resultType: "complete",
        ttlMs: 0,
        cacheScope: "private",
      };
    default:
      return { content: [{ type: "text", text: request.params?.arguments?.text ?? "" }], resultType: "complete" };
  }
}

const server = createServer((socket) => {
  socket.setNoDelay(true);
  let held: Buffer = Buffer.alloc(0);
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    for (;;) {
      const headEnd = held.indexOf(HEAD_END);
      if (headEnd < 0) return;
      const end = headEnd + 4 + Number(LENGTH.exec(held.toString("latin1", 0, headEnd))?.[1] ?? 0);
      if (held.length < end) return;
      const request = JSON.parse(held.toString("utf8", headEnd + 4, end)) as Request;
      held = held.subarray(end);
      const body = JSON.stringify({ jsonrpc: "2.0", id: request.id, result: resultOf(request) });
      socket.write(
        `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      );
    }
  });
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address !== null && typeof address === "object") console.log(`"port":${address.port} listening`);
});
