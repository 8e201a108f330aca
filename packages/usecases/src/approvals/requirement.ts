import { commonVary, isWithinHours, nextHoursChange, readOpeningHours } from "@countersign/core";
import { z } from "zod";

/** E-mail addresses and `role:x` in one list, which is how lists of approvals find those that name a person. */
const peopleSchema = z.union([
  z.array(z.string().min(1)),
  z
    .object({ emails: z.array(z.string()), roles: z.array(z.string()) })
    .transform(({ emails, roles }) => [...emails, ...roles.map((role) => `role:${role}`)]),
]);
const namesSchema = peopleSchema.refine((names) => names.length > 0, { error: "names nobody" });

const hoursSchema = z.looseObject({
  within: z.string(),
  zone: z.string(),
  otherwise: namesSchema,
  notify: z.array(z.string()).default([]),
  notifyOtherwise: z.array(z.string()).default([]),
  /** So many ms after asking `by` is asked, and who is asked otherwise; null for never. */
  fromMs: z.number().int().min(0).nullable().default(0),
  otherwiseFromMs: z.number().int().min(0).nullable().default(null),
});

/**
 * The requirement as it is stored with an approval: what the policy's asking rules demanded when the call was made.
 * Members the decision doesn't need are kept as they came.
 */
export const approvalRequirementSchema = z.looseObject({
  rules: z
    .array(
      z.looseObject({
        ruleId: z.string(),
        /** Who may vote: e-mail addresses and `role:x`. */
        by: namesSchema,
        /** Of those, and of those escalated to, who may vote by a mailed link. */
        emailLinks: peopleSchema.default([]),
        quorum: z.number().int().min(1),
        denyQuorum: z.number().int().min(1),
        distinct: z.boolean(),
        /** What a grant for further calls may leave open; null where the rule allows none. */
        grant: z
          .looseObject({ vary: z.array(z.string()) })
          .nullable()
          .default(null),
        /** Who is asked too, so many ms after asking. */
        escalate: z.looseObject({ afterMs: z.number().int().positive(), by: namesSchema }).nullable().default(null),
        /** How often they are told again while nobody has decided. */
        remind: z
          .looseObject({ everyMs: z.number().int().positive(), times: z.number().int().min(1) })
          .nullable()
          .default(null),
        /** Who is asked in place of `by` outside its hours, and since when both are, as `inHours` says. */
        hours: hoursSchema.nullable().default(null),
      }),
    )
    .min(1),
  /**
   * Whether the agent's owner and the person acted for are kept out: true always, null while somebody else may decide,
   * false never.
   */
  separation: z.boolean().nullable(),
  /** Whether approvers may change the arguments. */
  allowEdit: z.boolean().default(false),
  /** Whether two owners may let the call through in the approvers' place. */
  breakGlass: z.boolean().default(true),
  expiresMs: z.number().int().positive(),
  /** The rule's configured answer to the agent. */
  onExpire: z.looseObject({}).nullable(),
  onDeny: z.looseObject({}).nullable(),
  notify: z.array(z.string()),
});

export type StoredRequirement = z.infer<typeof approvalRequirementSchema>;

type NamedPeople = readonly string[] | { readonly emails: readonly string[]; readonly roles: readonly string[] };

interface HoursInput {
  readonly within: string;
  readonly zone: string;
  readonly otherwise: NamedPeople;
  readonly notify: readonly string[];
  readonly notifyOtherwise: readonly string[];
}

/** What a request hands over: the policy's `ApprovalRequirement` fits as it is. */
export interface RequirementInput {
  readonly rules: readonly {
    readonly ruleId: string;
    readonly by: NamedPeople;
    readonly emailLinks?: NamedPeople;
    readonly quorum: number;
    readonly denyQuorum: number;
    readonly distinct: boolean;
    readonly grant?: { readonly vary: readonly string[] } | null;
    readonly escalate?: { readonly afterMs: number; readonly by: NamedPeople } | null;
    readonly remind?: { readonly everyMs: number; readonly times: number } | null;
    readonly hours?: HoursInput | null;
  }[];
  readonly separation: boolean | null;
  readonly allowEdit?: boolean;
  readonly breakGlass?: boolean;
  readonly expiresMs: number;
  readonly onExpire: object | null;
  readonly onDeny: object | null;
  readonly notify: readonly string[];
}

/** Reads a stored requirement. Null when it can't be read, in which case nobody may decide: fail closed. */
export function readRequirement(stored: unknown): StoredRequirement | null {
  const parsed = approvalRequirementSchema.safeParse(stored);
  return parsed.success ? parsed.data : null;
}

/** The arguments that may vary under a grant: what every asking rule lets vary; null where one allows none. */
export function grantedVary({ rules }: StoredRequirement): readonly string[] | null {
  return commonVary(rules.map(({ grant }) => grant?.vary ?? null));
}

/**
 * The requirement with who is asked when written out, for a call that is asked about at `requestedAtMs`: whom its hours
 * name at that moment, and the others too from when they next change. So a vote is bound to what the row says.
 */
export function inHours(requirement: StoredRequirement, requestedAtMs: number): StoredRequirement {
  const rules = requirement.rules.map((rule) => {
    const hours = rule.hours && readOpeningHours(rule.hours.within);
    if (!rule.hours || !hours) return rule;
    const local = { hours, zone: rule.hours.zone };
    const changeMs = nextHoursChange(local, requestedAtMs);
    const later = changeMs === null ? null : changeMs - requestedAtMs;
    const isWithin = isWithinHours(local, requestedAtMs);
    return {
      ...rule,
      hours: { ...rule.hours, fromMs: isWithin ? 0 : later, otherwiseFromMs: isWithin ? later : 0 },
    };
  });
  return { ...requirement, rules };
}

/** Some people a rule asks, so many ms after asking about the call. */
interface Asked {
  readonly afterMs: number;
  readonly by: readonly string[];
  /** Where they are told beside where everybody is. */
  readonly notify: readonly string[];
}

/** Whom a rule asks, and when. */
export function askingsOf({ by, hours, escalate }: StoredRequirement["rules"][number]): Asked[] {
  const first = [
    { afterMs: hours ? hours.fromMs : 0, by, notify: hours?.notify ?? [] },
    { afterMs: hours ? hours.otherwiseFromMs : null, by: hours?.otherwise ?? [], notify: hours?.notifyOtherwise ?? [] },
    { afterMs: escalate?.afterMs ?? null, by: escalate?.by ?? [], notify: [] },
  ];
  return first.flatMap(({ afterMs, ...asked }) => (afterMs === null ? [] : [{ afterMs, ...asked }]));
}

/** Where an approval is told that has come so far. */
export function channelsOf({ notify, rules }: StoredRequirement, askedMs: number): string[] {
  const asked = rules.flatMap(askingsOf).filter(({ afterMs }) => afterMs <= askedMs);
  return [...new Set([...notify, ...asked.flatMap((some) => some.notify)])];
}

/** The next time, ms after asking, at which further people are asked; null when there is none after `askedMs`. */
export function nextEscalation({ rules }: StoredRequirement, askedMs: number): number | null {
  const later = rules.flatMap(askingsOf).flatMap(({ afterMs }) => (afterMs > askedMs ? [afterMs] : []));
  return later.length === 0 ? null : Math.min(...later);
}

/** The next time, ms after asking, at which further people are asked or those asked are reminded; null for never. */
export function nextAsking(requirement: StoredRequirement, afterMs: number): number | null {
  const reminding = remindersOf(requirement).find((atMs) => atMs > afterMs) ?? null;
  const times = [nextEscalation(requirement, afterMs), reminding].filter((atMs) => atMs !== null);
  return times.length === 0 ? null : Math.min(...times);
}

/** The number, from 1, of the reminder that is due so many ms after asking; null when none is. */
export function reminderAt(requirement: StoredRequirement, atMs: number): number | null {
  const at = remindersOf(requirement).indexOf(atMs);
  return at === -1 ? null : at + 1;
}

/** When those asked are reminded, ms after asking; what several rules want at one time is one reminder. */
function remindersOf({ rules }: StoredRequirement): number[] {
  const times = rules.flatMap(({ remind }) =>
    Array.from({ length: remind?.times ?? 0 }, (_, at) => (at + 1) * (remind?.everyMs ?? 0)),
  );
  return [...new Set(times)].sort((a, b) => a - b);
}
