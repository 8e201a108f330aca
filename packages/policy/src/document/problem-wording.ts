import type { z } from "zod";
import type { PathPart } from "./problem.ts";

const FIXES: { readonly [field: string]: string } = {
  version: "Write version: 1.",
  lists: "Write a list of texts under a name, such as partners: [example.com].",
  approvers: "Write a group with members, such as revenue: { members: [ana@example.com] }.",
  prices: "Write an operation and its price, such as web.search_web: $0.004.",
  limits: "Write a limit such as { calls: 50, per: day } or { spend: $5, per: day }.",
  tests: "Write a test such as { as: sales-research, call: web.search_web, with: { query: hello }, expect: allow }.",
  effect: "Write allow, deny or require_approval.",
  expect: "Write allow, deny or require_approval.",
  agents: 'Write a list such as [sales-research, "tag:outreach"].',
  operations: 'Write a list such as [web.search_web, "*.send_email", "class:read"].',
  spend: "Write an amount with a dollar sign, such as $5.",
  at_most: "Write an amount with a dollar sign, such as $0.50.",
  so_far: "Write a CEL expression over progress, such as double(progress) * 0.01.",
  calls: "Write a whole number of calls.",
  concurrency: "Write a whole number of calls.",
  per: "Write minute, hour, day, week, month or total.",
  every: "Write a time such as 90s.",
  expires: "Write a time such as 30m.",
  id: "Write a name such as web-search.",
  by: "Write a list such as [role:admin, ana@example.com].",
  notify: 'Write a list such as [web, "slack:#approvals", "email:members"].',
  scope: "Write agent, instance, session, organization or person.",
  when: "Write a condition in CEL, such as args.domain in lists.partners.",
  approval: "Write who may approve, such as { by: [role:admin], expires: 30m }.",
  on_deny: "Write { respond: { text: … } }.",
  redact: "Write what to take out, such as { arguments: [secrets], result: [secrets, pii.card] }.",
  label: "Write a name or a list of names, such as untrusted-content.",
  labels_for: "Write a time such as 24h.",
  observe: "Write true or false.",
  unpriced: "Write deny or allow.",
  break_glass: "Write true or false.",
  grant: "Write which arguments may vary, such as { vary: [subject, body] }.",
  escalate: "Write after how long and to whom, such as { after: 10m, to: [role:admin] }.",
  remind: "Write how often, such as { every: 10m, times: 3 }.",
  hours:
    "Write when by is asked and who is at other times, such as { within: Mon-Fri 09:00-18:00, zone: Europe/Paris, otherwise: [oncall] }.",
  within: "Write days and times such as Mon-Fri 09:00-18:00; Sat 10:00-14:00.",
  zone: "Write a time zone such as Europe/Paris.",
  otherwise: "Write a list such as [role:admin, oncall].",
  on_expire: "Write { respond: { text: … } }.",
};

/** What to write in a field: the advice of the nearest field that has one. */
export function fixFor(path: readonly PathPart[]): string {
  const field = path.findLast((part) => typeof part === "string" && Object.hasOwn(FIXES, part));
  return FIXES[String(field)] ?? "See the policy reference for what may stand here.";
}

const KINDS: { readonly [name: string]: string } = {
  array: "a list",
  object: "a mapping",
  record: "a mapping",
  string: "text; quote it if it reads as something else",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
};

/** What zod found, in the words of this product: it continues the field's name and ends without a full stop. */
export function wordingOf(issue: z.core.$ZodIssue | z.core.$ZodRawIssue): string {
  const own = issue.message ?? "";
  if (own !== "" && !/^(Invalid|Too)/.test(own)) return own;
  switch (issue.code) {
    case "invalid_value":
      return `must be ${issue.values.length > 1 ? "one of " : ""}${issue.values.map(String).join(", ")}`;
    case "invalid_type":
      return `must be ${KINDS[issue.expected] ?? issue.expected}`;
    case "too_small":
      return issue.origin === "array" || issue.origin === "string"
        ? "must not be empty"
        : `must be at least ${issue.minimum}`;
    case "too_big":
      return issue.origin === "array" || issue.origin === "string"
        ? `must not be longer than ${issue.maximum}`
        : `must be at most ${issue.maximum}`;
    default:
      return "is not right";
  }
}
