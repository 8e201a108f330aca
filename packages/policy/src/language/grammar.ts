import { APPROVAL, NOTIFY } from "./approval-fields.ts";
import { fields, list, RESPONSE, type Shape, TEXT, value } from "./field-facts.ts";

const LIMIT = fields(
  {
    name: "calls",
    doc: "At most this many calls, in each window.",
    example: "50",
    insert: ": ¦",
    shape: value("count"),
  },
  {
    name: "spend",
    doc: "At most this much money, in each window. The price is reserved before a call and settled after it.",
    example: "$5",
    insert: ": $¦",
    shape: value("amount"),
  },
  {
    name: "concurrency",
    doc: "At most this many calls at once.",
    example: "2",
    insert: ": ¦",
    shape: value("count"),
  },
  {
    name: "per",
    doc: "The calendar window, in the organization's time zone.",
    example: "day",
    insert: ": ¦",
    shape: value("period"),
  },
  {
    name: "every",
    doc: "A smooth rate: the calls are spread evenly over such a span.",
    example: "90s",
    insert: ": ¦",
    shape: value("duration"),
  },
  {
    name: "scope",
    doc: "Whose count it is: each agent has its own unless you say otherwise.",
    example: "instance",
    insert: ": ¦",
    shape: value("scope"),
  },
  {
    name: "id",
    doc: "A name of its own; needed when two limits of a rule share kind, scope and window.",
    example: "burst",
    insert: ": ¦",
    shape: TEXT,
  },
);

const LIMITS_FIELD = {
  name: "limits",
  example: "[{ calls: 50, per: day }, { spend: $5, per: day }]",
  insert: ":\n  - { ¦ }",
  shape: list(LIMIT),
} as const;

const OBSERVE = { name: "observe", example: "true", insert: ": ¦", shape: value("yes_no") } as const;
const UNPRICED = { name: "unpriced", example: "deny", insert: ": ¦", shape: value("unpriced") } as const;

const REDACT = fields(
  {
    name: "arguments",
    doc: "What is taken out of the arguments before they leave.",
    example: "[secrets]",
    insert: ": [¦]",
    shape: list(value("detector")),
  },
  {
    name: "result",
    doc: "What is taken out of the result before the agent gets it.",
    example: "[secrets, pii.card]",
    insert: ": [¦]",
    shape: list(value("detector")),
  },
);

const RULE = fields(
  {
    name: "id",
    doc: "The rule's name: lower case, digits and dashes. Records and messages name it.",
    example: "web-search",
    insert: ": ¦",
    shape: TEXT,
  },
  {
    name: "was",
    doc: "The id it had before, so that its counters go on.",
    example: "search",
    insert: ": ¦",
    shape: TEXT,
  },
  {
    name: "agents",
    doc: 'Which agents it looks at: names, patterns with *, or "tag:name".',
    example: '[sales-research, "tag:outreach"]',
    insert: ": [¦]",
    shape: list(value("agent")),
  },
  {
    name: "operations",
    doc: 'Which operations it looks at: connection.operation, patterns such as "*.send_email", or "class:read".',
    example: '[web.search, "*.send_email"]',
    insert: ": [¦]",
    shape: list(value("operation")),
  },
  {
    name: "when",
    doc: "A condition in CEL over the call. Without one the rule always applies. A condition that can't be evaluated counts the stricter way.",
    example: "args.domain in lists.partners",
    insert: ": ¦",
    shape: value("condition"),
  },
  {
    name: "effect",
    doc: "What it does to a call it selects. A deny beats an approval, an approval beats an allow; without any the call is denied.",
    example: "allow",
    insert: ": ¦",
    shape: value("effect"),
  },
  { ...LIMITS_FIELD, doc: "Bounds on the calls it selects. The first one without room refuses the call." },
  {
    name: "approval",
    doc: "Who is asked and how, for effect require_approval.",
    example: "{ by: [role:admin], expires: 30m }",
    insert: ":\n  by: [¦]",
    shape: APPROVAL,
  },
  {
    name: "message",
    doc: "What the agent is told when this rule denies.",
    example: '"Use the CRM instead."',
    insert: ': "¦"',
    shape: TEXT,
  },
  {
    name: "on_deny",
    doc: "An answer in place of the error when this rule denies.",
    example: '{ respond: { text: "Skipped." } }',
    insert: ': { respond: { text: "¦" } }',
    shape: RESPONSE,
  },
  {
    name: "redact",
    doc: "What is taken out of the calls it lets through: out of their arguments, their results, or both.",
    example: "{ result: [secrets, pii.card] }",
    insert: ": { ¦ }",
    shape: REDACT,
  },
  {
    name: "label",
    doc: "What the session is marked with once such a call ran. Conditions read it as session.labels.",
    example: "untrusted-content",
    insert: ": ¦",
    shape: TEXT,
  },
  {
    name: "labels_for",
    doc: "How long the labels stay after they were last set. 24h unless you say otherwise.",
    example: "24h",
    insert: ": ¦",
    shape: value("duration"),
  },
  {
    ...OBSERVE,
    doc: "Whether it is only noted what the rule would have done. It then neither refuses nor asks nor allows.",
  },
  { ...UNPRICED, doc: "What becomes of calls without a price where a limit on spending applies." },
);

const PRICE = fields(
  {
    name: "cost",
    doc: "The actual price, computed from the result (CEL).",
    example: '"double(result.credits) * 0.01"',
    insert: ': "¦"',
    shape: TEXT,
  },
  {
    name: "at_most",
    doc: "What is reserved before the call, and charged at most.",
    example: "$0.50",
    insert: ": $¦",
    shape: value("amount"),
  },
  {
    name: "so_far",
    doc: "What the call has cost while it runs, computed from the progress it tells (CEL). At what is reserved it is cut.",
    example: '"double(progress) * 0.01"',
    insert: ': "¦"',
    shape: TEXT,
  },
);

const TEST = fields(
  { name: "as", doc: "The agent that calls.", example: "sales-research", insert: ": ¦", shape: value("agent_name") },
  {
    name: "call",
    doc: "The operation it calls.",
    example: "web.search",
    insert: ": ¦",
    shape: value("operation_name"),
  },
  {
    name: "with",
    doc: "The call's arguments.",
    example: "{ q: hello }",
    insert: ": { ¦ }",
    shape: { kind: "named", names: "argument", of: TEXT },
  },
  {
    name: "expect",
    doc: "What the policy must decide. A policy that fails a test isn't published.",
    example: "allow",
    insert: ": ¦",
    shape: value("effect"),
  },
  {
    name: "labels",
    doc: "Labels of the session; none unless written.",
    example: "[untrusted-content]",
    insert: ": [¦]",
    shape: list(TEXT),
  },
  { name: "person", doc: "The person acted for.", example: "ana@example.com", insert: ": ¦", shape: TEXT },
  { name: "now", doc: "The moment of the call.", example: '"2026-01-07T12:00:00Z"', insert: ': "¦"', shape: TEXT },
);

/** The whole document: which fields stand where, and what they mean. */
export const DOCUMENT: Shape = fields(
  {
    name: "version",
    doc: "The version of the policy language: 1.",
    example: "1",
    insert: ": 1",
    shape: value("version"),
  },
  { ...OBSERVE, doc: "Whether nothing of the policy is enforced, and only noted what it would have done." },
  {
    ...UNPRICED,
    doc: "What becomes of calls without a price where a limit on spending applies. deny unless you say otherwise.",
  },
  {
    name: "lists",
    doc: "Named lists of texts, for conditions. An entry with *. in front stands for one or more labels of a domain.",
    example: "{ partners: [example.com] }",
    insert: ":\n  ¦: []",
    shape: { kind: "named", names: "free", of: list(TEXT) },
  },
  {
    name: "approvers",
    doc: "Named groups of people who may approve.",
    example: "{ revenue: { members: [ana@example.com, role:admin] } }",
    insert: ":\n  ¦:\n    members: []",
    shape: {
      kind: "named",
      names: "free",
      of: fields(
        {
          name: "members",
          doc: "E-mail addresses and role:x.",
          example: "[ana@example.com, role:admin]",
          insert: ": [¦]",
          shape: list(value("member")),
        },
        NOTIFY,
        {
          name: "email_links",
          doc: "Whether members may decide by a mailed link without signing in, where a call neither destroys, leaves the organization nor costs money. false unless you say otherwise: whoever reads the mail can decide.",
          example: "true",
          insert: ": ¦",
          shape: value("yes_no"),
        },
      ),
    },
  },
  {
    name: "prices",
    doc: "What calls cost, where it differs from the connection's own price.",
    example: "{ web.search: $0.004 }",
    insert: ":\n  ¦: $",
    shape: { kind: "named", names: "operation", of: PRICE },
  },
  { ...LIMITS_FIELD, doc: "Bounds on all calls of the organization." },
  {
    name: "rules",
    doc: "What agents may do. Their order never matters; what no rule allows is denied.",
    example: "",
    insert: ":\n  - id: ¦",
    shape: list(RULE),
  },
  {
    name: "tests",
    doc: "Calls with the decision they must get. Publishing runs them.",
    example: "",
    insert: ":\n  - { as: ¦, call: , expect: }",
    shape: list(TEST),
  },
);

/** The shape at a path, or null where nothing is known to stand. */
export function shapeAt(path: readonly (string | number)[]): Shape | null {
  let shape: Shape | null = DOCUMENT;
  for (const part of path) {
    if (shape === null) return null;
    if (typeof part === "number") shape = shape.kind === "list" ? shape.of : null;
    else if (shape.kind === "named") shape = shape.of;
    else shape = shape.kind === "fields" ? (shape.fields.find((field) => field.name === part)?.shape ?? null) : null;
  }
  return shape;
}
