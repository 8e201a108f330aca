import type { Secret } from "@countersign/vault";
import { webApi } from "@slack/bolt";

/** How long one call of Slack may take. */
export const CALL_MS = 10_000;

/** It neither tries again nor logs: whoever sends deliveries does both, and the vendor's log would show what is sent. */
export function slackClient(token: Secret, apiUrl: string): webApi.WebClient {
  return new webApi.WebClient(token.reveal(), {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: CALL_MS,
    allowAbsoluteUrls: false,
    logger: SILENT,
  });
}

const nothing = () => undefined;
export const SILENT: webApi.Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  getLevel: () => webApi.LogLevel.ERROR,
  setName: nothing,
};
