import { spawn } from "node:child_process";
import { createRequire } from "node:module";

export interface EverythingServer {
  /** The MCP endpoint. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Runs in the child before the server: it listens on all addresses and reports no port, so this binds it to
 * loopback, sends the port it got, and ends it with its parent, however that ends.
 */
const preload = `
import { Server } from "node:net";
const listen = Server.prototype.listen;
Server.prototype.listen = function (port, ...rest) {
  this.once("listening", () => process.send({ port: this.address().port }));
  return listen.call(this, { port: Number(port), host: "127.0.0.1" }, ...rest);
};
process.on("disconnect", () => process.exit(0));
`;

/**
 * Starts the official reference server (SDK v1, sessions, 2025-11-25) in a process of its own on a free port.
 * @throws when it does not come up; the message holds its last words.
 */
export async function startEverythingServer(): Promise<EverythingServer> {
  const program = createRequire(import.meta.url).resolve("@modelcontextprotocol/server-everything/dist/index.js");
  const child = spawn(
    process.execPath,
    ["--import", `data:text/javascript,${encodeURIComponent(preload)}`, program, "streamableHttp"],
    { stdio: ["ignore", "ignore", "pipe", "ipc"], env: { PATH: process.env["PATH"] ?? "", PORT: "0" } },
  );
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  let said = "";
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
    said = (said + chunk).slice(-4000);
  });
  const port = await new Promise<number>((resolve, reject) => {
    child.once("message", (message) => resolve(readPort(message)));
    child.once("error", reject);
    child.once("exit", () => reject(new Error(`The reference server did not start: ${said.trim()}`)));
  });
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    close: async () => {
      child.kill("SIGTERM");
      await exited;
    },
  };
}

function readPort(message: unknown): number {
  if (typeof message === "object" && message !== null && "port" in message && typeof message.port === "number")
    return message.port;
  throw new Error("The reference server answered with something else than a port.");
}
