import type { StandingRefusal } from "@countersign/admission";
import { type Refusal, refusal } from "@countersign/contracts";
import { isTypedId } from "@countersign/core";
import { invalidCredential } from "./credential.ts";

type Standing = Exclude<StandingRefusal, { kind: "STALE" } | { kind: "NO_SESSION" }>;

/** What an agent is told when something stands in the way before any limit is looked at. */
export function standingRefusal(verdict: Standing): Refusal {
  switch (verdict.kind) {
    case "KILLED":
      // A revoked key is stopped first and forgotten after: either way it is no longer a key.
      if (isTypedId("key", verdict.which)) return invalidCredential();
      if (isTypedId("operation", verdict.which)) {
        return refusal(
          "call.operation.held",
          "A call of this tool cost more than was set aside for it, so the tool stops until a person has looked at it. Use another one meanwhile.",
        );
      }
      return refusal(
        "kill.switch.on",
        "A person has stopped this with a kill switch. Nothing runs until it is lifted.",
      );
    case "COLD":
      return refusal(
        "platform.state.rebuilding",
        "The counters are being rebuilt; nothing ran. Try again in a few seconds.",
        {
          retryAfterMs: 2_000,
        },
      );
    case "INVALID":
      return refusal("platform.decision.unavailable", "The call couldn't be admitted. Nothing ran.", {
        retryAfterMs: 1_000,
      });
    // What is no verdict at all refuses too.
    default:
      return refusal(
        "platform.decision.unavailable",
        "Limits can't be checked now, so nothing ran. Try again in a moment.",
        {
          retryAfterMs: 1_000,
        },
      );
  }
}
