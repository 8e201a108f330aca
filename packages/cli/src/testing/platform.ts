import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { vi } from "vitest";

/** An answer of a platform: status and body. */
export type Answer = readonly [status: number, body: unknown];

/** What a platform was asked. */
export interface AskedRequest {
  /** `GET /api/v1/approvals?…`. */
  readonly line: string;
  readonly headers: Readonly<Record<string, unknown>>;
  /** Null where there was none. */
  readonly body: unknown;
}

export interface TestPlatform {
  readonly url: string;
  readonly asked: readonly AskedRequest[];
  readonly close: () => Promise<void>;
}

/** A platform that answers so over HTTP; the environment names it, with the token `csm_x`. */
export async function startPlatform(answer: (request: AskedRequest, index: number) => Answer): Promise<TestPlatform> {
  const asked: AskedRequest[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const body: unknown = chunks.length === 0 ? null : JSON.parse(Buffer.concat(chunks).toString("utf8"));
    const one = { line: `${request.method} ${request.url}`, headers: request.headers, body };
    asked.push(one);
    const [status, answered] = answer(one, asked.length - 1);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answered));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  vi.stubEnv("COUNTERSIGN_URL", url);
  vi.stubEnv("COUNTERSIGN_TOKEN", "csm_x");
  return {
    url,
    asked,
    close: () =>
      new Promise((resolve) => {
        vi.unstubAllEnvs();
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
