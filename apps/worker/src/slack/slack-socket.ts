import type { Secret } from "@countersign/vault";
import { SocketModeReceiver } from "@slack/bolt";
import { slackTrouble } from "../channels/slack-trouble.ts";
import { type Loop, startLoop } from "../loop.ts";
import { slackApp } from "./slack-app.ts";
import { CALL_MS, SILENT } from "./slack-client.ts";
import type { SlackDeps } from "./slack-person.ts";

const LOOK_EVERY_MS = 500;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;

/**
 * What people do in Slack, taken by Socket Mode: the worker connects to Slack, which then needs no way to reach it. It
 * connects again whenever the connection ends, later and later while Slack isn't there; the vendor's client would give up
 * in that case, and take the process with it.
 */
export function startSlackSocket(deps: SlackDeps, appToken: Secret): Loop {
  const receiver = new SocketModeReceiver({
    appToken: appToken.reveal(),
    autoReconnectEnabled: false,
    logger: SILENT,
    installerOptions: { clientOptions: { slackApiUrl: deps.apiUrl, retryConfig: { retries: 0 }, timeout: CALL_MS } },
  });
  const app = slackApp(deps, receiver);
  let isConnected = false;
  receiver.client.on("connected", () => {
    isConnected = true;
  });
  receiver.client.on("disconnected", () => {
    isConnected = false;
  });
  let failures = 0;
  let notBefore = 0;
  let connecting: Promise<void> | null = null;
  const connect = async (): Promise<void> => {
    try {
      await app.start();
      failures = 0;
    } catch (error) {
      notBefore = performance.now() + Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures);
      failures += 1;
      deps.logger.warn({ failures, problem: slackTrouble(error).problem }, "Socket Mode isn't connected");
    }
  };
  // A round waits for nothing: that Slack isn't there is no fault of the worker's.
  const loop = startLoop({ name: "slack-socket", everyMs: LOOK_EVERY_MS, logger: deps.logger }, async () => {
    if (isConnected || connecting || performance.now() < notBefore) return false;
    connecting = connect().finally(() => {
      connecting = null;
    });
    return false;
  });
  return {
    ...loop,
    stop: async () => {
      await loop.stop();
      await connecting;
      if (isConnected) await app.stop();
    },
  };
}
