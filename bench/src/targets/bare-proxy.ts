import { createServer } from "node:http";
import { Pool } from "undici";

/** The yardstick: `node:http` in, undici `dispatch` out, and nothing else. Its argument is the upstream; it prints its port. */
const upstream = new URL(process.argv[2] ?? "");
const pool = new Pool(upstream.origin, { connections: 128, pipelining: 1 });

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const { host: _host, connection: _connection, ...headers } = request.headers;
    const parts: Buffer[] = [];
    let status = 502;
    let type = "application/json";
    pool.dispatch(
      { path: upstream.pathname, method: "POST", headers, body: Buffer.concat(chunks) },
      {
        onRequestStart: () => {},
        onResponseStart: (_controller, statusCode, answered) => {
          status = statusCode;
          type = String(answered["content-type"] ?? type);
        },
        onResponseData: (_controller, chunk) => void parts.push(chunk),
        onResponseEnd: () => {
          const body = Buffer.concat(parts);
          response.writeHead(status, { "content-type": type, "content-length": body.length }).end(body);
        },
        onResponseError: () => void response.writeHead(502).end(),
      },
    );
  });
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address !== null && typeof address === "object") console.log(`"port":${address.port} listening`);
});
