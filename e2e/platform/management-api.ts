import { z } from "zod";
import type { Up } from "./up-file.ts";

const policySchema = z.object({ version: z.number(), source: z.string() });

/** Asks the management API with the platform's token. */
export function management(up: Up, path: string, body?: unknown): Promise<Response> {
  return fetch(`${up.dashboardUrl}/api/v1${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: {
      authorization: `Bearer ${up.managementToken}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** Ends something by the management API. */
export function end(up: Up, path: string): Promise<Response> {
  const headers = { authorization: `Bearer ${up.managementToken}` };
  return fetch(`${up.dashboardUrl}/api/v1${path}`, { method: "DELETE", headers });
}

/** Publishes the policy in use with a change. Returns what undoes it. Throws Error with the answer when it is refused. */
export async function changePolicy(up: Up, change: (source: string) => string): Promise<() => Promise<void>> {
  const before = policySchema.parse(await (await management(up, "/policy")).json());
  await publish(up, change(before.source), before.version);
  return async () => {
    const now = policySchema.parse(await (await management(up, "/policy")).json());
    await publish(up, before.source, now.version);
  };
}

async function publish(up: Up, source: string, baseVersion: number): Promise<void> {
  const response = await management(up, "/policy/publish", { source, message: "by an end-to-end test", baseVersion });
  const text = await response.text();
  if (!response.ok || !z.object({ inForce: z.literal(true) }).safeParse(JSON.parse(text)).success) {
    throw new Error(`the policy was not published: ${text}`);
  }
}
