import type { ErrorEntry } from "./error-entry.ts";

/** People deciding about calls. */
export const APPROVAL_ERRORS = {
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
  "approval.glass.refused": {
    status: 422,
    title: "No break-glass here",
    meaning: "A rule that asks about the call says that owners may not let it through in its approvers' place.",
    remedy: "Ask the approvers it names, or have the rule allow it.",
  },
  "approval.grant.refused": {
    status: 422,
    title: "No grant here",
    meaning: "The rules that ask about the call let nobody grant further ones.",
    remedy: "Approve the one call, or have the rule say what a grant may leave open.",
  },
  "approval.state.final": {
    status: 409,
    title: "Already decided",
    meaning: "The approval is no longer open.",
    remedy: "Nothing to do; the page shows who decided and when.",
  },
} as const satisfies Record<string, ErrorEntry>;
