import { type FieldFact, fields, list, RESPONSE, TEXT, value } from "./field-facts.ts";

/** Where people are told, of a rule and of a group. */
export const NOTIFY: FieldFact = {
  name: "notify",
  doc: "Where people are told: web (inbox and devices), email:members, slack:#channel, webhook:name. web if left out.",
  example: '[web, "slack:#approvals"]',
  insert: ": [¦]",
  shape: list(value("channel")),
};

/** What stands under `approval`. */
export const APPROVAL = fields(
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
  {
    name: "break_glass",
    doc: "Whether two owners together may let the call through in the approvers' place. On unless you say otherwise.",
    example: "false",
    insert: ": ¦",
    shape: value("yes_no"),
  },
  {
    name: "grant",
    doc: "Which arguments may differ when an approver also lets further calls through. Without it, none may.",
    example: "{ vary: [subject, body] }",
    insert: ": { vary: [¦] }",
    shape: fields({
      name: "vary",
      doc: "Names of arguments, or paths such as draft.subject.",
      example: "[subject, body]",
      insert: ": [¦]",
      shape: list(TEXT),
    }),
  },
  {
    name: "escalate",
    doc: "Who is asked too when nobody has decided after a while.",
    example: "{ after: 10m, to: [role:admin] }",
    insert: ": { after: ¦, to: [] }",
    shape: fields(
      { name: "after", doc: "How long after asking.", example: "10m", insert: ": ¦", shape: value("duration") },
      {
        name: "to",
        doc: "Groups, e-mail addresses and role:x.",
        example: "[role:admin]",
        insert: ": [¦]",
        shape: list(value("approver")),
      },
    ),
  },
  {
    name: "remind",
    doc: "How often whoever is asked is told again while nobody has decided.",
    example: "{ every: 10m, times: 3 }",
    insert: ": { every: ¦ }",
    shape: fields(
      { name: "every", doc: "How long between messages.", example: "10m", insert: ": ¦", shape: value("duration") },
      {
        name: "times",
        doc: "How many times at most; once if it isn't said.",
        example: "3",
        insert: ": ¦",
        shape: value("count"),
      },
    ),
  },
  {
    name: "hours",
    doc: "When whoever stands under by is asked, and who is asked at other times. Once they begin, by is asked too.",
    example: '{ within: "Mon-Fri 09:00-18:00", zone: Europe/Paris, otherwise: [role:owner] }',
    insert: ': { within: "¦", zone: , otherwise: [] }',
    shape: fields(
      {
        name: "within",
        doc: "Days and times, as within() takes them.",
        example: '"Mon-Fri 09:00-18:00; Sat 10:00-14:00"',
        insert: ': "¦"',
        shape: TEXT,
      },
      { name: "zone", doc: "A time zone of the tz database.", example: "Europe/Paris", insert: ": ¦", shape: TEXT },
      {
        name: "otherwise",
        doc: "Groups, e-mail addresses and role:x, asked outside the hours.",
        example: "[role:owner]",
        insert: ": [¦]",
        shape: list(value("approver")),
      },
    ),
  },
);
