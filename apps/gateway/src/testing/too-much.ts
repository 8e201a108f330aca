import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** JSON that no call needs, what a client is told that sends it, and the code of the call whose upstream sends it. */
export const TOO_MUCH = {
  "32 MiB": {
    text: JSON.stringify("a".repeat(32 * 1_048_576)),
    argumentsError: /larger than 1048576 bytes/,
    resultCode: "call.upstream.oversized",
  },
  "100,000 deep": {
    text: `${"[".repeat(100_000)}${"]".repeat(100_000)}`,
    argumentsError: /nested more than 64 deep/,
    resultCode: "call.outcome.unknown",
  },
  "500,000 members": {
    text: `{${Array.from({ length: 500_000 }, (_, at) => `"k${at}":1`).join()}}`,
    argumentsError: /larger than 1048576 bytes/,
    resultCode: "call.outcome.unknown",
  },
} as const;

/** Where it goes in what an official client or server writes: their own writers can't nest so deep. */
export const PLACE = "@too-much@";

/** A way to a server that puts `much()` in the place of it in what the server answers. */
export async function startExaggeration(
  upstream: string,
  much: () => string,
): Promise<{ url: string; close(): Promise<void> }> {
  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const headers = new Headers();
    for (const name of ["accept", "content-type", "mcp-protocol-version", "mcp-method", "mcp-name"]) {
      const value = request.headers[name];
      if (typeof value === "string") headers.set(name, value);
    }
    const method = request.method ?? "GET";
    const answer = await fetch(upstream, {
      method,
      headers,
      ...(method === "POST" && { body: await buffer(request) }),
    });
    const text = (await answer.text()).replace(`"text":"${PLACE}"`, () => `"text":"","more":${much()}`);
    response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "application/json" });
    response.end(text);
  };
  const http = createServer((request, response) => {
    // The gateway goes away in the middle of what is too large.
    response.on("error", () => {});
    pass(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`,
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
}

/** What a process takes while `work` runs: its CPU time, ms, and how far its memory rises at the most, bytes. */
export async function costOf(
  pid: number,
  work: () => Promise<unknown>,
): Promise<{ cpuMs: number; risenBytes: number }> {
  // The highest mark of memory starts anew.
  writeFileSync(`/proc/${pid}/clear_refs`, "5");
  const [memory, cpu] = [residentBytes(pid, "VmRSS"), cpuMsOf(pid)];
  await work();
  return { cpuMs: cpuMsOf(pid) - cpu, risenBytes: residentBytes(pid, "VmHWM") - memory };
}

function residentBytes(pid: number, mark: "VmRSS" | "VmHWM"): number {
  const found = new RegExp(`${mark}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(found?.[1]) * 1024;
}

/** User and system time; Linux tells it in hundredths of a second. */
function cpuMsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
