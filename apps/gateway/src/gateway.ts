import { createAdmission } from "@countersign/admission";
import type { GatewaySettings } from "@countersign/contracts";
import { createEgress } from "@countersign/egress";
import { loadPolicyParsers } from "@countersign/policy/parsers";
import type { Logger } from "@countersign/telemetry";
import { readMasterKey } from "@countersign/vault";
import { composePipeline } from "./compose-pipeline.ts";
import type { McpContext } from "./mcp/mcp-context.ts";
import { SessionClients } from "./mcp/session-clients.ts";
import { Departure } from "./pipeline/departure.ts";
import { ReadyCalls } from "./pipeline/ready-calls.ts";
import { HandedCalls } from "./rest/handed-calls.ts";
import { OutcomeRelay } from "./rest/outcome-relay.ts";
import { clientAddress, parseProxies } from "./server/client-address.ts";
import { listen } from "./server/http-server.ts";
import { lazyDatabase } from "./snapshot/database.ts";
import { UpstreamPool } from "./upstreams/upstream-pool.ts";

export interface Gateway {
  readonly port: number;
  /** Finishes what is in hand, hands waiting agents their tickets, and leaves. */
  close(): Promise<void>;
}

/** An agent hears within a second that limits can't be checked. */
const ADMISSION_DEADLINE_MS = 900;
/** How long other gateways may take to settle a call whose outcome was told here. */
const RELAY_MS = 3_000;
const REPORT_KEPT_MS = 15 * 60_000;
const CLOSE_GRACE_MS = 10_000;
const SERVER_INFO = { name: "countersign", version: "1.0.0", title: "Countersign" };
const INSTRUCTIONS =
  "Calls go through Countersign, which applies the organization's rules. A denied call says why and what you may do " +
  "instead. A call that needs a person waits; if it answers with a ticket, call countersign__await_approval with it.";

/** Builds the gateway from its settings and starts it: the one composition root. Rejects when its port is taken. */
export async function startGateway(settings: GatewaySettings, log: Logger): Promise<Gateway> {
  await loadPolicyParsers();
  const addressOf = clientAddress(parseProxies(listOf(settings.TRUSTED_PROXIES)));
  const masterKey = readMasterKey(settings.COUNTERSIGN_MASTER_KEY);
  const { REDIS_URL: redisUrl, SHARDS: shards } = settings;
  const admission = createAdmission({ redisUrl, shards, deadlineMs: ADMISSION_DEADLINE_MS, logger: log });
  const database = lazyDatabase(settings);
  const egress = createEgress({
    allow: listOf(settings.COUNTERSIGN_EGRESS_ALLOW),
    own: [settings.PUBLIC_DASHBOARD_URL, settings.PUBLIC_GATEWAY_URL],
  });
  const upstreams = new UpstreamPool(egress, [masterKey]);
  const composed = composePipeline({ settings, masterKey, admission, db: database.open, upstreams, log });
  const { pipeline, gate } = composed;
  const ready = new ReadyCalls({ pipeline, admission });
  ready.listen();
  const leaving = new Departure();
  const mcp: McpContext = {
    gate,
    pipeline,
    sessions: admission,
    sessionClients: new SessionClients(),
    server: { info: SERVER_INFO, capabilities: { tools: { listChanged: true } }, instructions: INSTRUCTIONS },
    challenge: `Bearer resource_metadata="${settings.PUBLIC_GATEWAY_URL}/.well-known/oauth-protected-resource/mcp"`,
    ticketAfterMs: settings.COUNTERSIGN_TICKET_AFTER_MS,
    leaving,
  };
  const origin = { publicHost: new URL(settings.PUBLIC_GATEWAY_URL).host, isLoopback: isLoopback(settings.HOST) };
  const handed = new HandedCalls({ keptMs: REPORT_KEPT_MS });
  const outcomes = new OutcomeRelay({ handed, admission, waitMs: RELAY_MS });
  outcomes.listen();
  const isReady = () => admission.ready(500).then(yes, no);
  const server = await listen(
    {
      mcp,
      decisions: { handed, outcomes, ...mcp },
      origin,
      addressOf,
      publicUrl: settings.PUBLIC_GATEWAY_URL,
      isReady,
      log,
    },
    { host: settings.HOST, port: settings.PORT },
  );
  return {
    port: server.port,
    close: async () => {
      leaving.leave();
      await handed.close();
      await outcomes.close();
      await server.close(CLOSE_GRACE_MS);
      await ready.close();
      await composed.stopListening();
      await upstreams.close();
      await composed.close();
      await admission.close();
      await database.close();
    },
  };
}

function listOf(text: string): string[] {
  return text
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
}

function isLoopback(host: string): boolean {
  return host === "127.0.0.1" || host === "::1" || host === "localhost";
}

const yes = () => true;
const no = () => false;
