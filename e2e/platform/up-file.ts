import { readFileSync } from "node:fs";
import { z } from "zod";

const keyed = { id: z.string(), name: z.string() };
const upSchema = z.object({
  dashboardUrl: z.url(),
  gatewayUrl: z.url(),
  workerUrl: z.url(),
  mailUrl: z.url(),
  demoUrl: z.url(),
  organization: z.object(keyed),
  login: z.object({ email: z.string(), password: z.string() }),
  managementToken: z.string(),
  agents: z.array(z.object({ ...keyed, key: z.string(), instances: z.array(z.object({ ...keyed, key: z.string() })) })),
  connections: z.array(z.object(keyed)),
  /** The app of Slack that the platform has, and where it expects the fake of a journey. */
  slack: z.object({ port: z.number(), clientId: z.string(), clientSecret: z.string(), signingSecret: z.string() }),
});
export type Up = z.infer<typeof upSchema>;

/** Where the platform under test says what it is: set by the global setup, or by whoever brought one up. */
export const UP_VARIABLE = "COUNTERSIGN_E2E_UP";

/** The platform under test. Throws Error when nothing was brought up. */
export function readUp(): Up {
  const path = process.env[UP_VARIABLE];
  if (!path) throw new Error(`${UP_VARIABLE} names no up.json; run through Playwright's global setup`);
  return upSchema.parse(JSON.parse(readFileSync(path, "utf8")));
}

/** One agent of the platform by name. Throws Error when there is none. */
export function agentOf(up: Up, name: string): Up["agents"][number] {
  const agent = up.agents.find((one) => one.name === name);
  if (!agent) throw new Error(`the platform has no agent ${name}`);
  return agent;
}
