import type { Limited } from "@countersign/admission";
import { type ErrorCode, type Refusal, refusal } from "@countersign/contracts";
import { formatUsd } from "@countersign/core";

const CODES: Readonly<Record<Limited["limitKind"], ErrorCode>> = {
  calls: "limit.calls.reached",
  spend: "limit.spend.reached",
  rate: "limit.rate.reached",
  concurrency: "limit.concurrency.reached",
};

/** Says which limit has no room, what is used of it, and when it resets. */
export function limitRefusal(limited: Limited, rules: readonly string[], nowMs: number): Refusal {
  const { limitKind, used, max, resetsAtMs } = limited;
  const amount = (value: bigint) => (limitKind === "spend" ? formatUsd(value) : value.toString());
  const what = { calls: "calls", spend: "of spend", rate: "calls in the interval", concurrency: "calls at once" }[
    limitKind
  ];
  const resets = resetsAtMs === null ? null : new Date(resetsAtMs).toISOString();
  const when = resets === null ? "It doesn't reset by itself." : `It has room again at ${resets}.`;
  const detail = `The limit of ${amount(max)} ${what} has no room for this call: ${amount(used)} used. ${when} Nothing ran.`;
  return refusal(CODES[limitKind], detail, {
    rules: [...rules],
    limit: {
      id: limited.limitId,
      kind: limitKind,
      used: used.toString(),
      max: max.toString(),
      ...(resets !== null && { resetsAt: resets }),
    },
    ...(resetsAtMs !== null && { retryAfterMs: Math.max(0, Math.ceil(resetsAtMs - nowMs)) }),
  });
}
