"use client";

import { formatUsd } from "@countersign/core";
import { Badge, Mark } from "@countersign/ui";
import Link from "next/link";
import { useOrganization } from "#features/shell/organization-context.tsx";
import type { OperationPermissionView, PermissionRule } from "#server/views/agent-permissions.ts";
import { deniedWords, limitWords, OUTCOME_MARKS, OUTCOME_WORDS, ruleWords } from "./permission-words.ts";

/** One operation: what becomes of its calls, by which rules, under which limits. */
export function PermissionRow({ permission }: { readonly permission: OperationPermissionView }) {
  const { operation, title, outcome, rules, limits, priceMicros, isStopped } = permission;
  const denied = deniedWords(permission);
  return (
    <li className="permission" data-operation={operation} data-outcome={outcome}>
      <div className="min-w-0">
        <span className="mono block">{operation}</span>
        <span className="faint">
          {title === operation.slice(operation.indexOf(".") + 1) ? "" : `${title} · `}
          {permission.class}
          {priceMicros === null ? "" : ` · ${priceWords(BigInt(priceMicros))}`}
        </span>
      </div>
      <div className="min-w-0">
        <span className="flex flex-wrap items-center gap-2">
          <Mark kind={OUTCOME_MARKS[outcome]}>{OUTCOME_WORDS[outcome]}</Mark>
          {isStopped ? <Badge tone="danger">Connection stopped</Badge> : null}
        </span>
        {denied ? <p className="muted m-0 mt-1">{denied}</p> : null}
        {rules.length === 0 ? null : (
          <ul className="m-0 mt-1 list-none p-0">
            {rules.map((rule) => (
              <RuleLine key={rule.ruleId} rule={rule} />
            ))}
          </ul>
        )}
      </div>
      {limits.length === 0 ? (
        <span />
      ) : (
        <ul className="muted m-0 list-none p-0" aria-label="Limits">
          {limits.map((limit) => (
            <li key={[limit.ruleId, limit.owner, limitWords(limit)].join(" ")}>
              {limitWords(limit)}
              {limit.ruleId === null ? <span className="faint"> · {limit.owner ?? "organization"}</span> : null}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

function priceWords(micros: bigint): string {
  return micros === 0n ? "free" : `${formatUsd(micros)} a call`;
}

function RuleLine({ rule }: { readonly rule: PermissionRule }) {
  const { name: organization } = useOrganization();
  const { verb, condition } = ruleWords(rule);
  const isCode = rule.holds === "sometimes" && rule.words === null && rule.when !== null;
  return (
    <li>
      <Link className="mono" href={`/o/${organization}/rules?view=builder&rule=${encodeURIComponent(rule.ruleId)}`}>
        {rule.ruleId}
      </Link>{" "}
      <span className="muted">
        {verb}
        {condition === null ? "" : ` ${condition}`}
        {isCode ? " when " : ""}
      </span>
      {isCode ? <code className="mono">{rule.when}</code> : null}
    </li>
  );
}
