import {
  listenAcknowledged,
  type RequestId,
  SSE_HEADERS,
  sessionNotFound,
  sseComment,
  sseEvent,
  toolsListChanged,
} from "@countersign/mcp";
import type { Entered } from "../identity/gate.ts";
import { transportRefusal } from "./answers.ts";
import type { McpHttp } from "./handle-mcp.ts";
import type { McpContext } from "./mcp-context.ts";
import { writeAnswer } from "./reply.ts";

interface ChangesWanted {
  /** The legacy session whose stream it is; null in the modern era. */
  readonly sessionIdHash: string | null;
  /** The `subscriptions/listen` request it answers; null in the handshake era. */
  readonly subscription: { readonly id: RequestId; readonly toolsListChanged: boolean } | null;
}

const HEARTBEAT_MS = 4_000;

/** A stream on which a client hears that its list of tools changed. The right to hear is checked at each heartbeat. */
export async function streamChanges(context: McpContext, http: McpHttp, wanted: ChangesWanted): Promise<void> {
  const { response } = http;
  const id = wanted.subscription?.id ?? null;
  const entered = await context.gate.enter(http.credential, wanted.sessionIdHash);
  if (entered.kind === "refused")
    return writeAnswer(response, transportRefusal(entered.refusal, id, context.challenge));
  if (entered.kind === "no_session" || (wanted.sessionIdHash === null && wanted.subscription === null)) {
    return writeAnswer(response, sessionNotFound(id));
  }
  response.writeHead(200, SSE_HEADERS);
  response.flushHeaders();
  const hears = wanted.subscription?.toolsListChanged ?? true;
  if (wanted.subscription) {
    response.write(sseEvent(listenAcknowledged(wanted.subscription.id, { toolsListChanged: hears })));
  }
  let version = entered.entry.snapshot.version;
  const timer = setInterval(async () => {
    const still = await context.gate.enter(http.credential, wanted.sessionIdHash);
    if (isOver(still, context)) response.end();
    if (still.kind !== "in" || response.writableEnded) return;
    const changed = still.entry.snapshot.version !== version;
    version = still.entry.snapshot.version;
    response.write(changed && hears ? sseEvent(toolsListChanged(wanted.subscription?.id)) : sseComment());
  }, HEARTBEAT_MS);
  const end = (): void => {
    response.end();
  };
  const forget = context.leaving.onLeave(end);
  response.once("close", () => {
    clearInterval(timer);
    forget();
  });
}

/** A platform that can't decide just now keeps the stream; a caller that lost its right loses it. */
function isOver(entered: Entered, context: McpContext): boolean {
  if (context.leaving.hasLeft || entered.kind === "no_session") return true;
  return entered.kind === "refused" && !entered.refusal.code.startsWith("platform.");
}
