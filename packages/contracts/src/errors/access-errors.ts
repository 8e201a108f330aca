import type { ErrorEntry } from "./error-entry.ts";

/** Who asks, and what their request names. */
export const ACCESS_ERRORS = {
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
  "auth.passkey.refused": {
    status: 401,
    title: "Passkey refused",
    meaning:
      "The passkey is unknown or removed, was asked for too long ago, signed for another page, or its count went back.",
    remedy: "Try again; if it stays, sign in another way and look at your passkeys on your account's page.",
  },
  "auth.signin.failed": {
    status: 401,
    title: "Sign-in failed",
    meaning: "E-mail and password don't go together, or there were too many tries.",
    remedy: "Check both; after too many tries wait 15 minutes.",
  },
  "member.owner.last": {
    status: 409,
    title: "The last owner stays",
    meaning: "An organization always has an owner.",
    remedy: "Make somebody else an owner first.",
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
} as const satisfies Record<string, ErrorEntry>;
