import type { ValueKind } from "./value-kinds.ts";

/** What may stand at a place of the document. */
export type Shape =
  | { readonly kind: "fields"; readonly fields: readonly FieldFact[] }
  /** A mapping under names that people choose. */
  | { readonly kind: "named"; readonly names: "free" | "operation" | "argument"; readonly of: Shape }
  | { readonly kind: "list"; readonly of: Shape }
  | { readonly kind: "value"; readonly value: ValueKind };

export interface FieldFact {
  readonly name: string;
  readonly doc: string;
  readonly example: string;
  readonly shape: Shape;
  /** What completing it writes after the name; `¦` is where the cursor goes. */
  readonly insert: string;
}

const value = (kind: ValueKind): Shape => ({ kind: "value", value: kind });
const list = (of: Shape): Shape => ({ kind: "list", of });
const fields = (...all: readonly FieldFact[]): Shape => ({ kind: "fields", fields: all });

const TEXT = value("text");
const RESPONSE = fields({
  name: "respond",
  doc: "The answer that the agent gets in place of an error.",
  example: '{ text: "Not sent: nobody approved it in time." }',
  insert: ': { text: "¦" }',
  shape: fields({
    name: "text",
    doc: "The answer's text.",
    example: '"Try again tomorrow."',
    insert: ': "¦"',
    shape: TEXT,
  }),
});

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

const NOTIFY: FieldFact = {
  name: "notify",
  doc: "Where people are told: web, push, email:members, slack:#channel or webhook:name.",
  example: '[web, "slack:#approvals"]',
  insert: ": [¦]",
  shape: list(value("channel")),
};

const APPROVAL = fields(
  {
    name: "by",
    doc: "Who may approve: groups, e-mail addresses and role:x.",
    example: "[role:admin, revenue]",
    insert: ": [¦]",
    shape: list(value("approver")),
  },
  {
    name: "quorum",
    doc: "How many must approve. 1 unless you say otherwise.",
    example: "2",
    insert: ": ¦",
    shape: value("count"),
  },
  {
    name: "deny_quorum",
    doc: "How many must deny for it to be denied. 1 unless you say otherwise.",
    example: "1",
    insert: ": ¦",
    shape: value("count"),
  },
  {
    name: "expires",
    doc: "How long it waits. 24h unless you say otherwise.",
    example: "30m",
    insert: ": ¦",
    shape: value("duration"),
  },
  {
    name: "on_expire",
    doc: "What the agent is answered when nobody decided in time.",
    example: '{ respond: { text: "Nobody decided." } }',
    insert: ': { respond: { text: "¦" } }',
    shape: RESPONSE,
  },
  NOTIFY,
  {
    name: "run",
    doc: "When the approved call runs: on_approval at once, on_claim when the agent comes back for it.",
    example: "on_approval",
    insert: ": ¦",
    shape: value("run"),
  },
  {
    name: "separation",
    doc: "Whether whoever owns the agent may not approve its calls. On when another approver exists.",
    example: "true",
    insert: ": ¦",
    shape: value("yes_no"),
  },
  {
    name: "distinct",
    doc: "Whether each rule that asks needs people of its own.",
    example: "true",
    insert: ": ¦",
    shape: value("yes_no"),
  },
  {
    name: "allow_edit",
    doc: "Whether an approver may change the arguments before approving.",
    example: "true",
    insert: ": ¦",
    shape: value("yes_no"),
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
