import { parseUsd, ROLES, readOpeningHours, splitOperation } from "@countersign/core";
import { DETECTOR_NAMES } from "@countersign/detect";
import { z } from "zod";
import { isTimeZone } from "../functions/time-zone.ts";
import { parseDuration } from "./duration.ts";

const MAX_EXPIRY_MS = 30 * 86_400_000;
const MAX_COUNT = 1_000_000_000;

const RULE_ID = /^[a-z][a-z0-9-]{0,62}$/;
/** A list is a field in conditions, where a dash would subtract. */
const LIST_NAME = /^[a-z][a-z0-9_]{0,62}$/;
const GROUP_NAME = /^[a-z][a-z0-9_-]{0,62}$/;
const AGENT_PATTERN = /^(tag:[a-z0-9][a-z0-9_-]{0,62}|[a-z0-9*][a-z0-9*-]{0,62})$/;
const EMAIL = /^[^\s@,;<>"()]+@[^\s@,;<>"()]+\.[^\s@,;<>"()]+$/;
const CHANNEL = /^(web|email:(members|[^\s@]+@[^\s@]+)|slack:[#@][^\s]{1,80}|push|webhook:[a-z][a-z0-9-]{0,62})$/;

const ruleId = z
  .string()
  .regex(RULE_ID, "must be lower-case letters, digits and dashes, at most 63, beginning with a letter");

function usd() {
  return z.string("must be an amount such as $5 or $0.004").transform((text, context) => {
    const micros = parseUsd(text);
    if (micros !== null && text.trim().startsWith("$")) return micros;
    context.addIssue({ code: "custom", message: "must be an amount such as $5 or $0.004" });
    return z.NEVER;
  });
}

function duration(limit: number) {
  return z.string("must be a time such as 90s, 30m, 24h or 7d").transform((text, context) => {
    const ms = parseDuration(text);
    if (ms !== null && ms <= limit) return ms;
    const message =
      ms === null ? "must be a time such as 90s, 30m, 24h or 7d" : `must be at most ${limit / 86_400_000}d`;
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  });
}

const count = z
  .int()
  .min(0)
  .max(MAX_COUNT)
  .transform((value) => BigInt(value));

const limit = z
  .strictObject({
    id: ruleId.optional(),
    calls: count.optional(),
    spend: usd().optional(),
    concurrency: count.optional(),
    per: z.enum(["minute", "hour", "day", "week", "month", "total"]).optional(),
    every: duration(MAX_EXPIRY_MS).optional(),
    scope: z.enum(["agent", "instance", "session", "organization", "person"]).optional(),
  })
  .superRefine((value, context) => {
    const kinds = [value.calls, value.spend, value.concurrency].filter((amount) => amount !== undefined).length;
    const complain = (message: string) => context.addIssue({ code: "custom", message });
    if (kinds !== 1) complain("needs exactly one of calls, spend and concurrency");
    if (value.concurrency !== undefined && (value.per !== undefined || value.every !== undefined)) {
      complain("concurrency counts calls at once and takes neither per nor every");
    }
    if (value.spend !== undefined && (value.per === undefined || value.every !== undefined))
      complain("spend needs per");
    if (value.calls !== undefined && (value.per === undefined) === (value.every === undefined)) {
      complain("calls needs either per or every");
    }
    if (value.calls === 0n && value.every !== undefined)
      complain("a rate of 0 calls allows nothing; write a deny rule");
  });

const response = z.strictObject({ respond: z.strictObject({ text: z.string().min(1).max(4_000) }) });

/** `role:x` or an e-mail address. */
const person = z
  .string()
  .refine(isPerson, `must be an e-mail address or role:x, where x is one of ${ROLES.join(", ")}`);
const approver = z
  .string()
  .refine((text) => isPerson(text) || GROUP_NAME.test(text), "must be an approver group, an e-mail address or role:x");
const channel = z.string().regex(CHANNEL, "must be web, push, email:members, slack:#channel or webhook:name");

function isPerson(text: string): boolean {
  if (text.startsWith("role:")) return (ROLES as readonly string[]).includes(text.slice("role:".length));
  return EMAIL.test(text);
}

/** `subject`, or `draft.subject` for what lies deeper. */
const ARGUMENT_PATH = /^[A-Za-z_][\w-]{0,127}(\.[A-Za-z_][\w-]{0,127}){0,7}$/;
const argumentPath = z.string().regex(ARGUMENT_PATH, "must be an argument's name, or a path such as draft.subject");

const hours = z.strictObject({
  within: z
    .string()
    .refine((text) => readOpeningHours(text) !== null, "must be times of the week such as Mon-Fri 09:00-18:00"),
  zone: z.string().refine(isTimeZone, "must be a time zone of the tz database such as Europe/Paris"),
  otherwise: z.array(approver).min(1).max(100),
});

const approval = z.strictObject({
  by: z.array(approver).min(1).max(100),
  quorum: z.int().min(1).max(50).optional(),
  deny_quorum: z.int().min(1).max(50).optional(),
  expires: duration(MAX_EXPIRY_MS).optional(),
  on_expire: response.optional(),
  notify: z.array(channel).max(20).optional(),
  run: z.enum(["on_approval", "on_claim"]).optional(),
  separation: z.boolean().optional(),
  distinct: z.boolean().optional(),
  allow_edit: z.boolean().optional(),
  break_glass: z.boolean().optional(),
  grant: z.strictObject({ vary: z.array(argumentPath).min(1).max(50) }).optional(),
  escalate: z.strictObject({ after: duration(MAX_EXPIRY_MS), to: z.array(approver).min(1).max(100) }).optional(),
  remind: z.strictObject({ every: duration(MAX_EXPIRY_MS), times: z.int().min(1).max(20).optional() }).optional(),
  hours: hours.optional(),
});

const detectors = z
  .array(z.enum(DETECTOR_NAMES))
  .min(1)
  .max(DETECTOR_NAMES.length)
  .refine((names) => new Set(names).size === names.length, "must not name anything twice");

const redact = z
  .strictObject({ arguments: detectors.optional(), result: detectors.optional() })
  .refine((value) => value.arguments !== undefined || value.result !== undefined, "needs arguments, result or both");

const LABEL = /^[a-z0-9][a-z0-9_.:-]{0,62}$/;
const label = z
  .string()
  .regex(LABEL, "must be lower-case letters, digits, dashes, dots and colons, at most 63, such as untrusted-content");
const labels = z.union([label.transform((one) => [one]), z.array(label).min(1).max(20)]);

const unpriced = z.enum(["deny", "allow"]);

const agentPattern = z.string().regex(AGENT_PATTERN, "must be an agent's name, a pattern with *, or tag:name");

const operationPattern = z.string().refine((text) => {
  if (text === "*") return true;
  if (text.startsWith("class:")) return /^class:(read|write|destructive|external)$/.test(text);
  return splitOperation(text) !== null && !/\s/.test(text);
}, "must be connection.operation, a pattern such as *.send_email, or class:read|write|destructive|external");

const rule = z
  .strictObject({
    id: ruleId,
    was: ruleId.optional(),
    agents: z.array(agentPattern).min(1).max(1_000),
    operations: z.array(operationPattern).min(1).max(1_000),
    when: z.union([z.string().min(1).max(4_000), z.boolean()]).optional(),
    effect: z.enum(["allow", "deny", "require_approval"]),
    limits: z.array(limit).max(20).optional(),
    approval: approval.optional(),
    message: z.string().min(1).max(500).optional(),
    on_deny: response.optional(),
    redact: redact.optional(),
    label: labels.optional(),
    labels_for: duration(MAX_EXPIRY_MS).optional(),
    observe: z.boolean().optional(),
    unpriced: unpriced.optional(),
  })
  .superRefine((value, context) => {
    const complain = (field: string, message: string) => context.addIssue({ code: "custom", message, path: [field] });
    if (value.effect === "require_approval" && !value.approval) complain("effect", "require_approval needs approval");
    if (value.effect !== "require_approval" && value.approval)
      complain("approval", "belongs to rules with effect require_approval");
    if (value.effect === "deny" && value.limits)
      complain("limits", "a deny rule lets nothing through that could be counted");
    if (value.effect === "allow" && value.on_deny) complain("on_deny", "an allow rule denies nothing");
    for (const field of ["redact", "label", "unpriced"] as const) {
      if (value.effect === "deny" && value[field] !== undefined)
        complain(field, "belongs to rules that let calls through, which a deny rule doesn't");
    }
    if (value.labels_for !== undefined && value.label === undefined)
      complain("labels_for", "says how long a label stays, but the rule sets none");
    if (value.approval?.escalate && value.approval.expires !== undefined) {
      if (value.approval.escalate.after >= value.approval.expires)
        complain("approval", "escalates only after it has expired");
    }
    if (value.approval?.remind && value.approval.expires !== undefined) {
      if (value.approval.remind.every >= value.approval.expires)
        complain("approval", "reminds only after it has expired");
    }
  });

const test = z.strictObject({
  as: z.string().min(1),
  call: z.string().refine((text) => splitOperation(text) !== null, "must be connection.operation"),
  with: z.record(z.string(), z.json()).optional(),
  expect: z.enum(["allow", "deny", "require_approval"]),
  labels: z.array(z.string().min(1)).max(100).optional(),
  person: z.string().min(1).optional(),
  now: z.iso.datetime({ offset: true }).optional(),
});

const expression = z.string().min(1).max(4_000);
const price = z.union([
  usd(),
  z.strictObject({ cost: expression, at_most: usd(), so_far: expression.exactOptional() }),
]);

const LISTED = z.array(z.string("must be text; quote it").min(1).max(253)).max(100_000);

/** So many problems of one document are told. */
export const MAX_PROBLEMS = 100;

/** The document's shape. Unknown fields are refused, never ignored. */
export const documentSchema = z.strictObject({
  version: z.literal(1),
  observe: z.boolean().optional(),
  unpriced: unpriced.optional(),
  lists: z.record(z.string().regex(LIST_NAME), LISTED).optional(),
  approvers: z
    .record(
      z.string().regex(GROUP_NAME),
      z.strictObject({
        members: z.array(person).min(1).max(200),
        notify: z.array(channel).max(20).optional(),
        email_links: z.boolean().optional(),
      }),
    )
    .optional(),
  prices: z
    .record(
      z.string().refine((text) => splitOperation(text) !== null && !text.includes("*"), "must be connection.operation"),
      price,
    )
    .optional(),
  limits: z.array(limit).max(100).optional(),
  rules: longList(rule, 100_000).optional(),
  tests: longList(test, 10_000).optional(),
});

/** A list that is read entry by entry until `MAX_PROBLEMS` are found: a hundred thousand faults take seconds to tell. */
function longList<T extends z.ZodType>(entry: T, max: number) {
  return z
    .array(z.unknown())
    .max(max)
    .transform((values, context) => {
      const read: z.output<T>[] = [];
      for (const [index, value] of values.entries()) {
        const parsed = entry.safeParse(value);
        if (parsed.success) read.push(parsed.data);
        else for (const issue of parsed.error.issues) context.addIssue({ ...issue, path: [index, ...issue.path] });
        if (context.issues.length >= MAX_PROBLEMS) break;
      }
      return read;
    });
}

export type RawDocument = z.output<typeof documentSchema>;
/** Limits of one owner. */
export const limitsSchema = z.array(limit).max(20);

export type RawLimit = z.output<typeof limit>;
export type RawRule = z.output<typeof rule>;
