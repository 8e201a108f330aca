import { Badge, type BadgeTone } from "@countersign/ui";
import type { Connection } from "./connection-types.ts";

type Shown = Pick<Connection, "health" | "disconnectedAt" | "kill" | "operations">;

/** How a connection fares, in one or two words. What stops calls says so first. */
export function healthOf({ health, disconnectedAt, kill, operations }: Shown): { tone: BadgeTone; words: string } {
  if (disconnectedAt !== null) return { tone: "muted", words: "Disconnected" };
  if (kill !== null) return { tone: "danger", words: "Stopped" };
  if (health === "discovering") return { tone: "neutral", words: "Asking for its tools" };
  if (health === "unauthorized") return { tone: "attention", words: "Needs a secret" };
  if (health === "failing") return { tone: "danger", words: "Not reachable" };
  if (operations.held > 0) return { tone: "danger", words: `${operations.held} on hold` };
  if (operations.quarantined > 0) return { tone: "attention", words: `${operations.quarantined} to review` };
  return { tone: "ok", words: "Ready" };
}

/** The same as a badge. */
export function Health({ connection }: { readonly connection: Shown }) {
  const { tone, words } = healthOf(connection);
  return <Badge tone={tone}>{words}</Badge>;
}
