import type { z } from "zod";
import { documentSchema, MAX_PROBLEMS, type RawDocument, type RawLimit, type RawRule } from "./document-schema.ts";
import type { ApprovalClause, LimitClause, PolicyDocument, PriceClause, RuleClause } from "./policy-document.ts";
import { byPlace, formatPath, type PathPart, type PolicyProblem } from "./problem.ts";
import { fixFor, wordingOf } from "./problem-wording.ts";
import { findRepeats } from "./repeats.ts";
import { readYaml } from "./yaml-source.ts";
import type { Positions, YamlSource, YamlValue } from "./yaml-tree.ts";

const DEFAULT_EXPIRY_MS = 24 * 3_600_000;

export type ParsedPolicy =
  | { readonly ok: true; readonly document: PolicyDocument }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

/**
 * Reads a policy document (YAML 1.2). All problems of shape are given at once, each with its place and a fix.
 * What depends on the organization (agents, operations, arguments) is `validatePolicy`'s.
 */
export function parsePolicy(text: string): ParsedPolicy {
  const source = readYaml(text);
  if (!source.ok) return source;
  const parsed = documentSchema.safeParse(source.value);
  if (!parsed.success) {
    const problems = parsed.error.issues.flatMap((issue) => problemsOf(issue, source));
    return { ok: false, problems: problems.sort(byPlace).slice(0, MAX_PROBLEMS) };
  }
  const document = documentFrom(parsed.data, source.positions);
  const problems = findRepeats(document);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, document };
}

function problemsOf(issue: z.core.$ZodIssue, source: Source): PolicyProblem[] {
  const { positions } = source;
  const path = issue.path.filter((part): part is PathPart => typeof part !== "symbol");
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownField([...path, key], positions));
  if (issue.code === "invalid_union") {
    const deepest = issue.errors.flat().find((inner) => inner.path.length > 0) ?? issue.errors[0]?.[0];
    if (deepest) return problemsOf({ ...deepest, path: [...issue.path, ...deepest.path] } as z.core.$ZodIssue, source);
  }
  const field = formatPath(path) || "The document";
  const isMissing = path.length > 0 && valueAt(source.value, path) === undefined;
  const inner = issue.code === "invalid_key" ? issue.issues[0] : undefined;
  const wording = wordingOf(inner ?? issue);
  return [
    {
      severity: "error",
      code: isMissing ? "document.field.missing" : "document.value.invalid",
      path: formatPath(path),
      ...positions.at(path),
      message: isMissing ? `${field} is missing.` : `${field} ${wording}.`,
      fix: fixFor(path),
    },
  ];
}

type Source = Extract<YamlSource, { ok: true }>;

function valueAt(root: YamlValue, path: readonly PathPart[]): YamlValue | undefined {
  let value: YamlValue | undefined = root;
  for (const part of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Array.isArray(value) ? value[Number(part)] : value[String(part)];
  }
  return value;
}

function unknownField(path: readonly PathPart[], positions: Positions): PolicyProblem {
  return {
    severity: "error",
    code: "document.field.unknown",
    path: formatPath(path),
    ...positions.key(path),
    message: `There is no field ${String(path[path.length - 1] ?? "")} here.`,
    fix: "Check the spelling, or remove it: unknown fields are never ignored.",
  };
}

function documentFrom(raw: RawDocument, positions: Positions): PolicyDocument {
  const prices: { [operation: string]: PriceClause } = {};
  for (const [operation, price] of Object.entries(raw.prices ?? {})) {
    prices[operation] =
      typeof price === "bigint"
        ? { kind: "fixed", micros: price }
        : { kind: "computed", cost: price.cost, atMostMicros: price.at_most, soFar: price.so_far ?? null };
  }
  return {
    version: 1,
    observe: raw.observe ?? false,
    unpriced: raw.unpriced ?? "deny",
    lists: raw.lists ?? {},
    approvers: Object.fromEntries(
      Object.entries(raw.approvers ?? {}).map(([name, group]) => [
        name,
        { members: group.members, notify: group.notify ?? [], emailLinks: group.email_links ?? false },
      ]),
    ),
    prices,
    limits: (raw.limits ?? []).map((limit) => limitFrom(limit, "organization")),
    rules: (raw.rules ?? []).map(ruleFrom),
    tests: (raw.tests ?? []).map((test) => ({
      as: test.as,
      call: test.call,
      with: test.with ?? {},
      expect: test.expect,
      labels: test.labels ?? [],
      person: test.person ?? null,
      nowMs: test.now === undefined ? null : Date.parse(test.now),
    })),
    positions,
  };
}

/** A limit as a document writes it, read. */
export function limitFrom(raw: RawLimit, defaultScope: LimitClause["scope"]): LimitClause {
  const kind = raw.calls !== undefined ? "calls" : raw.spend !== undefined ? "spend" : "concurrency";
  return {
    id: raw.id ?? null,
    kind,
    max: raw.calls ?? raw.spend ?? raw.concurrency ?? 0n,
    per: raw.per ?? null,
    everyMs: raw.every ?? null,
    scope: raw.scope ?? defaultScope,
  };
}

function ruleFrom(raw: RawRule): RuleClause {
  return {
    id: raw.id,
    was: raw.was ?? null,
    agents: raw.agents,
    operations: raw.operations,
    when: raw.when === undefined ? null : String(raw.when),
    effect: raw.effect,
    limits: (raw.limits ?? []).map((limit) => limitFrom(limit, "agent")),
    approval: raw.approval ? approvalFrom(raw.approval) : null,
    message: raw.message ?? null,
    onDeny: raw.on_deny?.respond ?? null,
    redact: raw.redact ? { arguments: raw.redact.arguments ?? [], result: raw.redact.result ?? [] } : null,
    labels: raw.label ?? [],
    labelsForMs: raw.labels_for ?? null,
    observe: raw.observe ?? false,
    unpriced: raw.unpriced ?? null,
  };
}

function approvalFrom(raw: NonNullable<RawRule["approval"]>): ApprovalClause {
  return {
    by: raw.by,
    quorum: raw.quorum ?? 1,
    denyQuorum: raw.deny_quorum ?? 1,
    expiresMs: raw.expires ?? DEFAULT_EXPIRY_MS,
    onExpire: raw.on_expire?.respond ?? null,
    notify: raw.notify ?? [],
    run: raw.run ?? null,
    separation: raw.separation ?? null,
    distinct: raw.distinct ?? false,
    allowEdit: raw.allow_edit ?? false,
    breakGlass: raw.break_glass ?? true,
    grant: raw.grant ?? null,
    escalate: raw.escalate ? { afterMs: raw.escalate.after, to: raw.escalate.to } : null,
    remind: raw.remind ? { everyMs: raw.remind.every, times: raw.remind.times ?? 1 } : null,
    hours: raw.hours ?? null,
  };
}
