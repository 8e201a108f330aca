import type { ErrorEntry } from "./error-entry.ts";

/** Calls: their limits, kill switches and outcomes. */
export const CALL_ERRORS = {
  "call.budget.reached": {
    status: 402,
    title: "Cut at its budget",
    meaning: "While it ran the call has cost as much as was set aside for it, so it was stopped and its answer cut.",
    remedy: "Don't repeat it as it is: it may have had effects. Ask for less, or have the price's at_most raised.",
  },
  "call.operation.held": {
    status: 403,
    title: "Held after an overrun",
    meaning:
      "A call of this operation cost more than was set aside for it, so it stops until a person has looked at it.",
    remedy: "Use another operation. A person reviews the price and lets it go on.",
  },
  "call.again.refused": {
    status: 409,
    title: "It can't be asked for again",
    meaning: "The call came with no approval that could be asked for again, or the policy denies it now.",
    remedy: "Say what became of it without running it again; the agent may make the call anew.",
  },
  "call.outcome.final": {
    status: 409,
    title: "The outcome is known by now",
    meaning: "The call's own end came late, or somebody else has said what became of it.",
    remedy: "Look at its records; nothing more is needed.",
  },
  "call.reservation.unknown": {
    status: 404,
    title: "No such call waits for its outcome",
    meaning: "No call of this principal with this id was let through here and still waits to be told of.",
    remedy: "Look at its record; a call that wasn't told of in time is recorded as unknown, and people resolve it.",
  },
  "call.outcome.unknown": {
    status: 502,
    title: "It may have run",
    meaning: "The call was sent, but its outcome is not known.",
    remedy: "Don't repeat it. A person resolves it from the record.",
  },
  "call.upstream.unreachable": {
    status: 502,
    title: "The connection can't be reached",
    meaning: "Nothing was sent: the upstream didn't accept a connection.",
    remedy: "Try later; other connections still work.",
  },
  "call.upstream.failed": {
    status: 502,
    title: "The upstream failed",
    meaning: "The upstream answered with a protocol error.",
    remedy: "Read the detail; correct the arguments if they are at fault.",
  },
  "call.upstream.oversized": {
    status: 502,
    title: "The answer is too large",
    meaning: "The upstream's answer is larger than may pass. The call has run.",
    remedy: "Ask for less.",
  },
  "call.tool.unknown": {
    status: 404,
    title: "No such operation",
    meaning: "There is no operation of this name on the connections of this agent.",
    remedy: "List the tools and use one of the names given there.",
  },
  "call.definition.quarantined": {
    status: 403,
    title: "The tool changed",
    meaning: "The tool's definition differs from the one that was reviewed.",
    remedy: "A person has to review the change first.",
  },
  "call.arguments.invalid": {
    status: 400,
    title: "The arguments can't be used",
    meaning: "The arguments aren't strict JSON, are too large or too deep, or hold what the operation doesn't declare.",
    remedy: "Correct the field that is named.",
  },
  "call.idempotency.invalid": {
    status: 400,
    title: "The Idempotency-Key can't be used",
    meaning: "The key isn't 1 to 255 printable ASCII characters, or header and _meta name different ones. Nothing ran.",
    remedy: "Send one key, such as a UUID, made anew for each call you mean.",
  },
  "call.idempotency.mismatch": {
    status: 422,
    title: "The key stands for another call",
    meaning: "This Idempotency-Key came with another operation or other arguments within 24 hours. Nothing ran.",
    remedy: "Use a new key for a new call.",
  },
  "call.idempotency.running": {
    status: 409,
    title: "The call is still running",
    meaning: "The call that first came with this Idempotency-Key hasn't ended. It wasn't sent again.",
    remedy: "Ask again with the same key after the time given.",
  },
  "limit.calls.reached": {
    status: 429,
    title: "Call limit reached",
    meaning: "A limit on the number of calls has no room.",
    remedy: "Wait until the window resets, or have the limit raised.",
  },
  "limit.spend.reached": {
    status: 402,
    title: "Spend limit reached",
    meaning: "A limit on spend has no room for this call's price.",
    remedy: "Wait until the window resets, or have the limit raised. Repeating the call doesn't help.",
  },
  "limit.rate.reached": {
    status: 429,
    title: "Too fast",
    meaning: "A rate limit has no room yet.",
    remedy: "Wait as long as the answer says.",
  },
  "limit.concurrency.reached": {
    status: 429,
    title: "Too many calls at once",
    meaning: "As many calls as allowed are running.",
    remedy: "Wait for one to end.",
  },
  "kill.switch.on": {
    status: 403,
    title: "Stopped by a kill switch",
    meaning: "A person stopped the organization, agent, instance, connection or key.",
    remedy: "Nothing runs until a person lifts it.",
  },
} as const satisfies Record<string, ErrorEntry>;
