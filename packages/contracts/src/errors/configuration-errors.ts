import type { ErrorEntry } from "./error-entry.ts";

/** Policies, connections, records, and the platform itself. */
export const CONFIGURATION_ERRORS = {
  "policy.default.denied": {
    status: 403,
    title: "No rule allows it",
    meaning: "No rule of the policy allows this call for this agent.",
    remedy: "Use another operation, or ask the organization to add a rule.",
  },
  "policy.rule.denied": {
    status: 403,
    title: "Denied by a rule",
    meaning: "A rule of the policy denies this call.",
    remedy: "Change the call so that the rule no longer applies; its id is in the answer.",
  },
  "policy.condition.failed": {
    status: 403,
    title: "A rule couldn't be evaluated",
    meaning: "A condition met a value it can't judge, so the rule was taken the stricter way.",
    remedy: "Send the argument that the rule needs, in the type that the tool declares.",
  },
  "policy.price.unknown": {
    status: 403,
    title: "The price isn't known",
    meaning: "A spend limit applies, but the operation has no price to reserve.",
    remedy: "Ask the organization to set a price for the operation.",
  },
  "policy.document.invalid": {
    status: 422,
    title: "The policy isn't valid",
    meaning: "The document has problems; each is listed with its line and its fix.",
    remedy: "Correct the lines that are listed and publish again.",
  },
  "policy.version.conflict": {
    status: 409,
    title: "Somebody published in between",
    meaning: "The policy has a newer version than the one this change was made from.",
    remedy: "Load the newest version, make the change there and publish again.",
  },
  "policy.draft.conflict": {
    status: 409,
    title: "The draft was changed elsewhere",
    meaning: "Your draft was saved from another window after this one loaded it.",
    remedy: "Compare both and keep what you need; nothing was overwritten.",
  },
  "connection.url.refused": {
    status: 422,
    title: "The address can't be used",
    meaning: "The connection's address isn't one the platform may connect to, or it carries a secret.",
    remedy: "Use an https address that is reachable from the platform, and give the secret in its own field.",
  },
  "connection.definition.changed": {
    status: 409,
    title: "It changed again",
    meaning: "The tool's definition changed after the one that was shown for review.",
    remedy: "Look at the newest difference and decide again.",
  },
  "audit.key.pending": {
    status: 409,
    title: "An earlier change of the key isn't recorded yet",
    meaning: "Which signed heads are whose follows from where the record of a change stands in the tree.",
    remedy: "Try again in a few seconds.",
  },
  "audit.search.slow": {
    status: 422,
    title: "The search took too long",
    meaning: "So many records would have to be looked at that the search was stopped.",
    remedy: "Narrow the time, or filter by agent, connection or operation too.",
  },
  "platform.decision.unavailable": {
    status: 503,
    title: "Can't decide now",
    meaning: "The platform can't evaluate or admit the call, so it refused it. Nothing ran.",
    remedy: "Try again after the time given.",
  },
  "platform.record.unavailable": {
    status: 503,
    title: "Can't record now",
    meaning: "The platform can't record the call, so it refused it.",
    remedy: "Try again after the time given.",
  },
  "platform.state.rebuilding": {
    status: 503,
    title: "Rebuilding",
    meaning: "The counters are being rebuilt from the ledger; until then nothing runs.",
    remedy: "Try again in a few seconds.",
  },
  "platform.mail.unavailable": {
    status: 503,
    title: "Mail can't be sent",
    meaning: "No mail server is set up, so links and invitations can't be sent by e-mail.",
    remedy: "Set SMTP_URL, or use the link shown on the page.",
  },
  "platform.capacity.reached": {
    status: 503,
    title: "Overloaded",
    meaning: "As much work as can be taken is in hand.",
    remedy: "Try again after the time given.",
  },
  "platform.fault.internal": {
    status: 500,
    title: "Something broke on our side",
    meaning: "An unexpected fault; it was logged under the id given.",
    remedy: "Try again; tell us the id if it stays.",
  },
} as const satisfies Record<string, ErrorEntry>;
