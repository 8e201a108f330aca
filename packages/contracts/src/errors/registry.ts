/**
 * Every refusal that leaves the platform, by `area.noun.reason`. Status is HTTP's; meaning and remedy make docs/errors.md.
 */
export interface ErrorEntry {
  readonly status: number;
  readonly title: string;
  readonly meaning: string;
  readonly remedy: string;
}

export const ERRORS = {
  "auth.credential.missing": {
    status: 401,
    title: "No credential",
    meaning: "The request carries no key.",
    remedy: "Send `Authorization: Bearer csk_…` with the key of your agent or instance.",
  },
  "auth.credential.invalid": {
    status: 401,
    title: "Credential not accepted",
    meaning: "The key is malformed, unknown, expired or revoked.",
    remedy: "Use a current key; issue a new one on the agent's page.",
  },
  "auth.key.restricted": {
    status: 403,
    title: "The key may not be used here",
    meaning: "The key is bound to other addresses or connections than those of this call.",
    remedy: "Use the key where it is meant to be used, or change its restrictions on the agent's page.",
  },
  "auth.agent.stopped": {
    status: 403,
    title: "The agent is stopped",
    meaning: "The agent is archived, or its owner left the organization and it is set to stop with its owner.",
    remedy: "A person restores the agent or gives it another owner on its page.",
  },
  "auth.organization.suspended": {
    status: 403,
    title: "The organization is suspended",
    meaning: "Whoever operates the platform has suspended the organization: nothing of it runs and nothing is shown.",
    remedy: "Ask the platform's operator, who can resume it.",
  },
  "auth.link.invalid": {
    status: 410,
    title: "This link no longer works",
    meaning: "The link was used already, has expired or was replaced by a newer one.",
    remedy: "Ask for a new link.",
  },
  "auth.tries.exceeded": {
    status: 429,
    title: "Too many tries",
    meaning: "This was asked for too often in a short time.",
    remedy: "Wait as long as the answer says, then try again.",
  },
  "auth.instance.mismatch": {
    status: 403,
    title: "Instance doesn't match the key",
    meaning: "The `Countersign-Instance` header names another instance than the one the key belongs to.",
    remedy: "Leave the header out, or use the other instance's own key.",
  },
  "auth.instance.full": {
    status: 403,
    title: "No more instances may enrol",
    meaning: "The agent has as many declared instances as it may.",
    remedy: "Raise the agent's bound, or use an instance that is already known.",
  },
  "auth.instance.name": {
    status: 400,
    title: "Not an instance name",
    meaning:
      "An instance name is lower-case letters, digits and hyphens, begins with a letter and has at most 62 characters.",
    remedy: "Correct the `Countersign-Instance` header.",
  },
  "auth.permission.missing": {
    status: 403,
    title: "Not permitted",
    meaning: "Your role doesn't include this.",
    remedy: "Ask an owner or admin of the organization.",
  },
  "auth.signin.failed": {
    status: 401,
    title: "Sign-in failed",
    meaning: "E-mail and password don't go together, or there were too many tries.",
    remedy: "Check both; after too many tries wait 15 minutes.",
  },
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
  "audit.key.pending": {
    status: 409,
    title: "An earlier change of the key isn't recorded yet",
    meaning: "Which signed heads are whose follows from where the record of a change stands in the tree.",
    remedy: "Try again in a few seconds.",
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
  "member.owner.last": {
    status: 409,
    title: "The last owner stays",
    meaning: "An organization always has an owner.",
    remedy: "Make somebody else an owner first.",
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
  "call.operation.held": {
    status: 403,
    title: "Held after an overrun",
    meaning:
      "A call of this operation cost more than was set aside for it, so it stops until a person has looked at it.",
    remedy: "Use another operation. A person reviews the price and lets it go on.",
  },
  "kill.switch.on": {
    status: 403,
    title: "Stopped by a kill switch",
    meaning: "A person stopped the organization, agent, instance, connection or key.",
    remedy: "Nothing runs until a person lifts it.",
  },
  "approval.request.pending": {
    status: 202,
    title: "Waiting for a person",
    meaning: "The call needs a person's approval and hasn't run.",
    remedy: "Call `countersign__await_approval` with the ticket, or repeat the same call.",
  },
  "approval.request.crowded": {
    status: 429,
    title: "Too many calls wait for people",
    meaning: "The agent already has as many calls waiting for a person's approval as it may.",
    remedy: "Wait until some are decided, or withdraw those that no longer matter with `countersign__cancel_approval`.",
  },
  "approval.request.denied": {
    status: 403,
    title: "A person denied it",
    meaning: "An approver said no. The call did not run.",
    remedy: "Read the reason; don't repeat the same call.",
  },
  "approval.request.expired": {
    status: 403,
    title: "Nobody decided in time",
    meaning: "The approval expired. The call did not run.",
    remedy: "Ask again if it still matters.",
  },
  "approval.request.cancelled": {
    status: 403,
    title: "Withdrawn",
    meaning: "The approval was withdrawn, or the policy no longer allows the call. It did not run.",
    remedy: "Read the reason in the answer.",
  },
  "approval.permit.lapsed": {
    status: 403,
    title: "Approved, but not collected in time",
    meaning: "The time to run the approved call passed. It did not run.",
    remedy: "Ask again if it still matters.",
  },
  "approval.answer.gone": {
    status: 410,
    title: "The answer is no longer kept",
    meaning: "The approved call ran, and its answer was delivered already or is too old.",
    remedy: "Don't repeat the call; its record tells what came of it.",
  },
  "approval.ticket.unknown": {
    status: 404,
    title: "No such ticket",
    meaning: "There is no approval with this id for this agent instance.",
    remedy: "Use the ticket from the answer to your own call.",
  },
  "approval.vote.forbidden": {
    status: 403,
    title: "You can't decide this one",
    meaning: "The asking rules don't name you, or separation of duties keeps you out.",
    remedy: "Ask one of the people the approval names.",
  },
  "approval.edit.refused": {
    status: 403,
    title: "These changes aren't allowed",
    meaning: "The asking rules don't let approvers change the call, or the policy denies it as it was changed.",
    remedy: "Change it differently, or deny it with a reason that the agent can act on.",
  },
  "approval.revision.changed": {
    status: 409,
    title: "It was changed meanwhile",
    meaning: "Somebody changed the call since you looked at it, so that you would decide about something else.",
    remedy: "Look at it as it is now, then decide.",
  },
  "approval.state.final": {
    status: 409,
    title: "Already decided",
    meaning: "The approval is no longer open.",
    remedy: "Nothing to do; the page shows who decided and when.",
  },
  "call.outcome.final": {
    status: 409,
    title: "The outcome is known by now",
    meaning: "The call's own end came late, or somebody else has said what became of it.",
    remedy: "Look at its records; nothing more is needed.",
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
  "audit.search.slow": {
    status: 422,
    title: "The search took too long",
    meaning: "So many records would have to be looked at that the search was stopped.",
    remedy: "Narrow the time, or filter by agent, connection or operation too.",
  },
  "request.body.invalid": {
    status: 400,
    title: "The request can't be read",
    meaning: "The body isn't what this route takes; the field at fault is named.",
    remedy: "Correct the field that is named.",
  },
  "request.origin.refused": {
    status: 403,
    title: "Not meant for this gateway",
    meaning: "The Host or Origin header names another site, as a page that attacks through its own name would.",
    remedy: "Call the gateway by its own address; set PUBLIC_GATEWAY_URL to the address that agents use.",
  },
  "request.target.unknown": {
    status: 404,
    title: "Not found",
    meaning: "There is nothing here, or nothing you may see.",
    remedy: "Check the address and the organization.",
  },
  "platform.fault.internal": {
    status: 500,
    title: "Something broke on our side",
    meaning: "An unexpected fault; it was logged under the id given.",
    remedy: "Try again; tell us the id if it stays.",
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;

/** The registry's entry for a code. */
export function errorEntry(code: ErrorCode): ErrorEntry {
  return ERRORS[code];
}

/** True when `text` is a code of the registry. */
export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(ERRORS, text);
}
