import { formatUsd } from "@countersign/core";
import { stringify } from "yaml";
import { formatDuration } from "./duration.ts";
import type {
  ApprovalClause,
  LimitClause,
  PolicyDocument,
  PriceClause,
  RuleClause,
  TestClause,
} from "./policy-document.ts";

/** Writes a document as YAML that reads back to the same document. Comments and layout of a source are not part of it. */
export function printPolicy(document: PolicyDocument): string {
  return stringify(
    {
      version: document.version,
      ...given("observe", document.observe, false),
      ...given("unpriced", document.unpriced, "deny"),
      ...filled("lists", document.lists),
      ...filled(
        "approvers",
        mapped(document.approvers, ({ members, notify, emailLinks }) => ({
          members,
          ...some("notify", notify),
          ...given("email_links", emailLinks, false),
        })),
      ),
      ...filled("prices", mapped(document.prices, printPrice)),
      ...some(
        "limits",
        document.limits.map((limit) => printLimit(limit, "organization")),
      ),
      ...some("rules", document.rules.map(printRule)),
      ...some("tests", document.tests.map(printTest)),
    },
    { aliasDuplicateObjects: false, lineWidth: 0 },
  );
}

function mapped<T>(record: { readonly [name: string]: T }, print: (value: T) => unknown): { [name: string]: unknown } {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, print(value)]));
}

function filled(name: string, record: object): object {
  return Object.keys(record).length > 0 ? { [name]: record } : {};
}

function some(name: string, list: readonly unknown[]): object {
  return list.length > 0 ? { [name]: list } : {};
}

function given(name: string, value: unknown, usual: unknown = null): object {
  return value === usual || value === null ? {} : { [name]: value };
}

/** Thousands separators are for people's screens; the document takes none. */
function usd(micros: bigint): string {
  return formatUsd(micros).replaceAll(",", "");
}

function printPrice(price: PriceClause): unknown {
  if (price.kind === "fixed") return usd(price.micros);
  return { cost: price.cost, at_most: usd(price.atMostMicros), ...given("so_far", price.soFar) };
}

/** A limit as a document writes it. */
export function printLimit(limit: LimitClause, usualScope: LimitClause["scope"]): object {
  return {
    ...given("id", limit.id),
    [limit.kind]: limit.kind === "spend" ? usd(limit.max) : Number(limit.max),
    ...given("per", limit.per),
    ...(limit.everyMs === null ? {} : { every: formatDuration(limit.everyMs) }),
    ...given("scope", limit.scope, usualScope),
  };
}

function printRule(rule: RuleClause): object {
  return {
    id: rule.id,
    ...given("was", rule.was),
    agents: rule.agents,
    operations: rule.operations,
    ...given("when", rule.when),
    effect: rule.effect,
    ...some(
      "limits",
      rule.limits.map((limit) => printLimit(limit, "agent")),
    ),
    ...(rule.approval ? { approval: printApproval(rule.approval) } : {}),
    ...given("message", rule.message),
    ...(rule.onDeny ? { on_deny: { respond: rule.onDeny } } : {}),
    ...(rule.redact
      ? { redact: { ...some("arguments", rule.redact.arguments), ...some("result", rule.redact.result) } }
      : {}),
    ...some("label", rule.labels),
    ...(rule.labelsForMs === null ? {} : { labels_for: formatDuration(rule.labelsForMs) }),
    ...given("observe", rule.observe, false),
    ...given("unpriced", rule.unpriced),
  };
}

function printApproval(approval: ApprovalClause): object {
  return {
    by: approval.by,
    ...given("quorum", approval.quorum, 1),
    ...given("deny_quorum", approval.denyQuorum, 1),
    expires: formatDuration(approval.expiresMs),
    ...(approval.onExpire ? { on_expire: { respond: approval.onExpire } } : {}),
    ...some("notify", approval.notify),
    ...given("run", approval.run),
    ...given("separation", approval.separation),
    ...given("distinct", approval.distinct, false),
    ...given("allow_edit", approval.allowEdit, false),
    ...given("break_glass", approval.breakGlass, true),
    ...(approval.grant ? { grant: { vary: approval.grant.vary } } : {}),
    ...(approval.escalate
      ? { escalate: { after: formatDuration(approval.escalate.afterMs), to: approval.escalate.to } }
      : {}),
    ...(approval.remind
      ? { remind: { every: formatDuration(approval.remind.everyMs), ...given("times", approval.remind.times, 1) } }
      : {}),
    ...given("hours", approval.hours),
  };
}

function printTest(test: TestClause): object {
  return {
    as: test.as,
    call: test.call,
    ...filled("with", test.with),
    expect: test.expect,
    ...some("labels", test.labels),
    ...given("person", test.person),
    ...(test.nowMs === null ? {} : { now: new Date(test.nowMs).toISOString() }),
  };
}
