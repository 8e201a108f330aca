import type { Admission } from "@countersign/admission";
import type { ServerDescription } from "@countersign/mcp";
import type { Gate } from "../identity/gate.ts";
import type { Departure } from "../pipeline/departure.ts";
import type { PipelineDeps } from "../pipeline/pipeline-deps.ts";
import type { SessionClients } from "./session-clients.ts";

/** What the MCP surface works with. */
export interface McpContext {
  readonly gate: Gate;
  readonly pipeline: PipelineDeps;
  readonly sessions: Pick<Admission, "createSession" | "endSession">;
  readonly sessionClients: SessionClients;
  readonly server: ServerDescription;
  /** The `WWW-Authenticate` header of a 401. */
  readonly challenge: string;
  readonly ticketAfterMs: number;
  /** When this process leaves, waits end with their tickets. */
  readonly leaving: Departure;
}
