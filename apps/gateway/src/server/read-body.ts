import type { IncomingMessage } from "node:http";

export type ReadBody =
  | { readonly ok: true; readonly body: Buffer }
  | { readonly ok: false; readonly reason: "too_large" | "aborted" };

/** Reads a request's body up to a bound; past it nothing more is kept, nor once it is read: its call may wait for long. */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<ReadBody> {
  return new Promise((resolve) => {
    let chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) {
        resolve({ ok: false, reason: "too_large" });
        request.resume();
        chunks = [];
        return;
      }
      chunks.push(chunk);
    });
    request.once("end", () => {
      resolve({ ok: true, body: chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks) });
      chunks = [];
    });
    request.once("error", () => resolve({ ok: false, reason: "aborted" }));
    request.once("close", () => resolve({ ok: false, reason: "aborted" }));
  });
}
