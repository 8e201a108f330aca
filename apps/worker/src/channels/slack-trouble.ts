import type { Delivered } from "@countersign/usecases";
import { webApi } from "@slack/bolt";

/** What Slack answers while something passes; whatever else it says of a request is final. */
const PASSING: ReadonlySet<string> = new Set([
  "ratelimited",
  "rate_limited",
  "internal_error",
  "fatal_error",
  "service_unavailable",
  "request_timeout",
  "team_added_to_org",
]);

/** What an error of a call of Slack means for the message. Nothing that was sent stands in the answer. */
export function slackTrouble(error: unknown): Exclude<Delivered, { kind: "sent" }> {
  if (error instanceof webApi.WebAPIRateLimitedError) {
    return { kind: "later", problem: "Slack takes no more messages just now", afterMs: error.retryAfter * 1000 };
  }
  if (error instanceof webApi.WebAPIPlatformError) {
    const { error: code } = error.data;
    return { kind: PASSING.has(code) ? "later" : "refused", problem: `Slack says ${code}` };
  }
  if (error instanceof webApi.WebAPIHTTPError) return { kind: "later", problem: `Slack answers ${error.statusCode}` };
  return { kind: "later", problem: "Slack can't be reached" };
}
