import { canonicalJson, type JsonObject, ROLES, type Role } from "@countersign/core";
import type {
  ApprovalClause,
  ApproverGroup,
  ApproverName,
  ConfiguredResponse,
  GrantClause,
  PolicyDocument,
  RemindClause,
  RuleClause,
} from "../document/policy-document.ts";

/** Who may decide, groups resolved. Sorted, without repeats. */
export interface Approvers {
  readonly emails: readonly string[];
  readonly roles: readonly Role[];
}

/** What one asking rule demands. */
export interface RuleRequirement {
  readonly ruleId: string;
  readonly ruleUid: string;
  /** Canonical JSON of the rule's asking part and its approver groups; its hash binds votes to what was asked. */
  readonly content: string;
  readonly by: Approvers;
  /** Those of its groups, of those it escalates to as well, that decide by a mailed link too. */
  readonly emailLinks: Approvers;
  readonly quorum: number;
  readonly denyQuorum: number;
  readonly expiresMs: number;
  readonly onExpire: ConfiguredResponse | null;
  readonly onDeny: ConfiguredResponse | null;
  readonly notify: readonly string[];
  readonly run: ApprovalClause["run"];
  readonly separation: boolean | null;
  readonly distinct: boolean;
  readonly allowEdit: boolean;
  readonly breakGlass: boolean;
  /** What a grant for further calls may leave open; null where the rule allows none. */
  readonly grant: GrantClause | null;
  /** Who is asked too when nobody has decided after so long. */
  readonly escalate: Escalation | null;
  /** When `by` is asked, and who is in its place at other times. */
  readonly hours: AskingHours | null;
  /** How often they are told again; not what votes are bound to. */
  readonly remind: RemindClause | null;
}

export interface Escalation {
  readonly afterMs: number;
  readonly by: Approvers;
}

export interface AskingHours {
  readonly within: string;
  readonly zone: string;
  readonly otherwise: Approvers;
  /** Where the groups of `by` and of `otherwise` are told: each only once its people are asked. */
  readonly notify: readonly string[];
  readonly notifyOtherwise: readonly string[];
}

/** What all asking rules together demand of one approval. */
export interface ApprovalRequirement {
  /** Every one of them needs its quorum; by rule id. */
  readonly rules: readonly RuleRequirement[];
  /** Canonical JSON of all their contents; callers hash it. */
  readonly content: string;
  /** The earliest, with that rule's response. */
  readonly expiresMs: number;
  readonly onExpire: ConfiguredResponse | null;
  readonly onDeny: ConfiguredResponse | null;
  /** The smallest. */
  readonly denyQuorum: number;
  /** True if any rule says so; null (on when another eligible approver exists) unless all switch it off. */
  readonly separation: boolean | null;
  readonly distinct: boolean;
  /** Only if all allow it. */
  readonly allowEdit: boolean;
  /** Only if all allow it. */
  readonly breakGlass: boolean;
  readonly run: ApprovalClause["run"];
  readonly notify: readonly string[];
}

/** Tells a name in `by` or in a group's members apart. */
export function readApproverName(text: string): ApproverName {
  if (text.startsWith("role:")) {
    const role = ROLES.find((known) => known === text.slice("role:".length));
    if (role) return { kind: "role", role };
  }
  return text.includes("@") ? { kind: "email", email: text.toLowerCase() } : { kind: "group", group: text };
}

/** The group a name stands for, or null. */
function groupNamed(text: string, { approvers }: PolicyDocument): ApproverGroup | null {
  const name = readApproverName(text);
  if (name.kind !== "group" || !Object.hasOwn(approvers, name.group)) return null;
  return approvers[name.group] ?? null;
}

/** Resolves groups to people and roles. Unknown groups add nobody: validation refuses them before. */
function resolveApprovers(by: readonly string[], document: PolicyDocument): Approvers {
  const emails = new Set<string>();
  const roles = new Set<Role>();
  for (const member of by.flatMap((text) => groupNamed(text, document)?.members ?? [text]).map(readApproverName)) {
    if (member.kind === "role") roles.add(member.role);
    if (member.kind === "email") emails.add(member.email);
  }
  return { emails: [...emails].sort(), roles: [...roles].sort() };
}

/** Where the groups among these names are told. */
function toldGroups(by: readonly string[], document: PolicyDocument): readonly string[] {
  return by.flatMap((text) => groupNamed(text, document)?.notify ?? []);
}

function linkApprovers({ by, escalate, hours }: ApprovalClause, document: PolicyDocument): Approvers {
  const groups = [...by, ...(escalate?.to ?? []), ...(hours?.otherwise ?? [])].filter(
    (text) => groupNamed(text, document)?.emailLinks,
  );
  return resolveApprovers(groups, document);
}

function escalation({ escalate }: ApprovalClause, document: PolicyDocument): Escalation | null {
  if (!escalate) return null;
  return { afterMs: escalate.afterMs, by: resolveApprovers(escalate.to, document) };
}

function askingHours({ by, hours }: ApprovalClause, document: PolicyDocument): AskingHours | null {
  if (!hours) return null;
  const { within, zone, otherwise } = hours;
  return {
    within,
    zone,
    otherwise: resolveApprovers(otherwise, document),
    notify: toldGroups(by, document),
    notifyOtherwise: toldGroups(otherwise, document),
  };
}

function hoursContent({ within, zone, otherwise }: AskingHours): JsonObject {
  return { within, zone, otherwise: namesContent(otherwise) };
}

function escalationContent({ afterMs, by }: Escalation): JsonObject {
  return { afterMs, to: namesContent(by) };
}

function namesContent({ emails, roles }: Approvers): JsonObject {
  return { emails: [...emails], roles: [...roles] };
}

/** Compiles the asking part of a rule. Null for rules that don't ask. */
export function ruleRequirement(rule: RuleClause, uid: string, document: PolicyDocument): RuleRequirement | null {
  const clause = rule.approval;
  if (!clause) return null;
  const approvers = resolveApprovers(clause.by, document);
  const emailLinks = linkApprovers(clause, document);
  const escalate = escalation(clause, document);
  const hours = askingHours(clause, document);
  const content = canonicalJson({
    rule: uid,
    agents: [...rule.agents].sort(),
    operations: [...rule.operations].sort(),
    when: rule.when,
    ...namesContent(approvers),
    quorum: clause.quorum,
    denyQuorum: clause.denyQuorum,
    separation: clause.separation,
    distinct: clause.distinct,
    allowEdit: clause.allowEdit,
    run: clause.run,
    // Only where they are written: what people were asked before these fields existed reads as it did.
    ...(clause.grant ? { grant: { vary: [...clause.grant.vary].sort() } } : {}),
    ...(escalate ? { escalate: escalationContent(escalate) } : {}),
    ...(clause.breakGlass ? {} : { breakGlass: false }),
    ...(hours ? { hours: hoursContent(hours) } : {}),
    ...(emailLinks.emails.length + emailLinks.roles.length > 0 ? { emailLinks: namesContent(emailLinks) } : {}),
  });
  return {
    ruleId: rule.id,
    ruleUid: uid,
    content,
    by: approvers,
    emailLinks,
    quorum: clause.quorum,
    denyQuorum: clause.denyQuorum,
    expiresMs: clause.expiresMs,
    onExpire: clause.onExpire,
    onDeny: rule.onDeny,
    notify: [...new Set([...clause.notify, ...(hours ? [] : toldGroups(clause.by, document))])],
    run: clause.run,
    separation: clause.separation,
    distinct: clause.distinct,
    allowEdit: clause.allowEdit,
    breakGlass: clause.breakGlass,
    grant: clause.grant,
    escalate,
    hours,
    remind: clause.remind,
  };
}

/** Merges what several asking rules demand; the order they come in doesn't matter. Null when none asks. */
export function mergeRequirements(asking: readonly RuleRequirement[]): ApprovalRequirement | null {
  const rules = [...asking].sort((a, b) => (a.ruleId < b.ruleId ? -1 : 1));
  const [first] = rules;
  if (!first) return null;
  const earliest = rules.reduce((best, rule) => (rule.expiresMs < best.expiresMs ? rule : best), first);
  return {
    rules,
    content: canonicalJson(rules.map((rule) => rule.content)),
    expiresMs: earliest.expiresMs,
    onExpire: earliest.onExpire,
    onDeny: rules.find((rule) => rule.onDeny !== null)?.onDeny ?? null,
    denyQuorum: Math.min(...rules.map((rule) => rule.denyQuorum)),
    separation: mergeSeparation(rules.map((rule) => rule.separation)),
    distinct: rules.some((rule) => rule.distinct),
    allowEdit: rules.every((rule) => rule.allowEdit),
    breakGlass: rules.every((rule) => rule.breakGlass),
    run: mergeRun(rules.map((rule) => rule.run)),
    notify: [...new Set(rules.flatMap((rule) => rule.notify))].sort(),
  };
}

function mergeSeparation(values: readonly (boolean | null)[]): boolean | null {
  if (values.includes(true)) return true;
  return values.includes(null) ? null : false;
}

/** Running only when the agent comes for it is the stricter of the two. */
function mergeRun(values: readonly ApprovalClause["run"][]): ApprovalClause["run"] {
  if (values.includes("on_claim")) return "on_claim";
  return values.includes("on_approval") ? "on_approval" : null;
}
