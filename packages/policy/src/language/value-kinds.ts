/** What kind of value stands somewhere in a policy. */
export type ValueKind =
  | "agent"
  | "amount"
  | "approver"
  | "channel"
  | "condition"
  | "count"
  | "detector"
  | "duration"
  | "effect"
  | "member"
  | "operation"
  | "operation_name"
  | "agent_name"
  | "period"
  | "run"
  | "scope"
  | "text"
  | "unpriced"
  | "version"
  | "yes_no";

interface Choice {
  readonly value: string;
  readonly doc: string;
}

/** The values that may stand where only certain ones may. */
export const CHOICES: { readonly [K in ValueKind]?: readonly Choice[] } = {
  effect: [
    { value: "allow", doc: "The call runs, within the limits." },
    { value: "deny", doc: "The call is refused, whatever other rules say." },
    { value: "require_approval", doc: "The call waits for people, then runs once." },
  ],
  period: [
    { value: "minute", doc: "Each minute of the clock." },
    { value: "hour", doc: "Each hour of the clock." },
    { value: "day", doc: "Each day, in the organization's time zone." },
    { value: "week", doc: "Each week, from Monday." },
    { value: "month", doc: "Each calendar month." },
    { value: "total", doc: "For ever: it never resets." },
  ],
  scope: [
    { value: "agent", doc: "Each agent has a count of its own." },
    { value: "instance", doc: "Each instance of an agent has a count of its own." },
    { value: "session", doc: "Each session has a count of its own." },
    { value: "organization", doc: "All share one count." },
    { value: "person", doc: "Each person acted for has a count of their own." },
  ],
  run: [
    { value: "on_approval", doc: "It runs as soon as it is approved." },
    { value: "on_claim", doc: "It runs when the agent comes back for it." },
  ],
  unpriced: [
    { value: "deny", doc: "They are refused: what has no price can't be counted." },
    { value: "allow", doc: "They run, and count as nothing spent." },
  ],
  detector: [
    { value: "secrets", doc: "Keys, tokens, passwords, private keys." },
    { value: "pii", doc: "Personal data of every kind below." },
    { value: "pii.card", doc: "Numbers of payment cards." },
    { value: "pii.email", doc: "E-mail addresses." },
    { value: "pii.iban", doc: "Bank account numbers." },
    { value: "pii.ip", doc: "IP addresses." },
    { value: "pii.phone", doc: "Telephone numbers." },
    { value: "pii.ssn", doc: "Social security numbers." },
  ],
  yes_no: [
    { value: "true", doc: "Yes." },
    { value: "false", doc: "No." },
  ],
  version: [{ value: "1", doc: "The only version there is." }],
  channel: [
    { value: "web", doc: "The dashboard, and the devices that approvers turned notifications on for." },
    { value: "push", doc: "The same as web." },
    { value: "email:members", doc: "An e-mail to every member of the group." },
  ],
};
