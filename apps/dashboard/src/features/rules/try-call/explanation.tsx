import { formatUsd } from "@countersign/core";
import { Mark, type MarkKind, TimeText, VisibleText } from "@countersign/ui";
import type { ExplanationView, LimitRoomView, RuleExplanationView } from "#server/views/explanation.ts";

type Explained = Extract<ExplanationView, { kind: "explained" }>;

const DECISIONS = {
  allow: ["allow", "allowed"],
  deny: ["deny", "denied"],
  require_approval: ["waiting", "asks a person"],
} as const satisfies Record<Explained["decision"], readonly [MarkKind, string]>;

/** A decision with everything that made it: each rule with why, what its condition saw, the limits with their room. */
export function Explanation({ told }: { readonly told: Explained }) {
  const [kind, words] = DECISIONS[told.decision];
  return (
    <div className="policy-explanation" aria-live="polite">
      <p className="policy-outcome">
        <Mark kind={kind}>{words}</Mark>
        {told.reserveMicros === null ? null : (
          <span className="faint mono">{formatUsd(BigInt(told.reserveMicros))}</span>
        )}
      </p>
      <ul className="policy-reasons">
        {told.reasons.map((reason) => (
          <li key={reason.text}>{reason.text}</li>
        ))}
      </ul>
      <ExplainedRules rules={told.rules} />
      <Limits limits={told.limits} />
      <Asked told={told} />
      <h3 className="policy-subhead">What the agent is told</h3>
      <p className="m-0 py-2">{told.message}</p>
    </div>
  );
}

/** Each rule that looks at a call with why it applies or doesn't, those that decide first. */
export function ExplainedRules({ rules }: { readonly rules: readonly RuleExplanationView[] }) {
  const order = { selected: 0, error: 1, not_selected: 2 } as const;
  const sorted = [...rules].sort((a, b) => order[a.outcome] - order[b.outcome]);
  return (
    <>
      <h3 className="policy-subhead">Rules that look at such a call</h3>
      {sorted.length === 0 ? (
        <p className="muted m-0 py-2">None: no rule names this agent together with this operation.</p>
      ) : null}
      <ul className="policy-rules">
        {sorted.map((rule) => (
          <RuleRow key={rule.ruleId} rule={rule} />
        ))}
      </ul>
    </>
  );
}

const OUTCOMES = {
  allow: "allow",
  deny: "deny",
  require_approval: "waiting",
} as const satisfies Record<RuleExplanationView["effect"], MarkKind>;
const VERBS = { allow: "allows it", deny: "denies it", require_approval: "asks for it" } as const;

function RuleRow({ rule }: { readonly rule: RuleExplanationView }) {
  const isSelected = rule.outcome === "selected";
  const kind = rule.outcome === "error" ? "failed" : isSelected ? OUTCOMES[rule.effect] : "unknown";
  const words = rule.outcome === "error" ? "its condition failed" : isSelected ? VERBS[rule.effect] : "does not apply";
  return (
    <li>
      <p className="m-0 flex flex-wrap items-baseline gap-x-3">
        <b className="mono">{rule.ruleId}</b>
        <Mark kind={kind}>{words}</Mark>
      </p>
      <p className="muted m-0">{sentence(rule.detail)}</p>
      {rule.when === null ? null : <code className="mono policy-when">{rule.when}</code>}
      {rule.saw.length === 0 ? null : (
        <dl className="policy-saw">
          {rule.saw.map(({ path, value }) => (
            <div key={path}>
              <dt className="mono">{path}</dt>
              <dd className="mono">
                {value === null ? <span className="faint">not sent</span> : <VisibleText>{value}</VisibleText>}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  );
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;
}

function Limits({ limits }: { readonly limits: readonly LimitRoomView[] }) {
  if (limits.length === 0) return null;
  return (
    <>
      <h3 className="policy-subhead">Limits it must fit under</h3>
      <ul className="policy-rules">
        {limits.map((limit) => (
          <li key={[limit.ruleId, limit.limitId, limit.kind, limit.scope, limit.window].join("/")}>
            <p className="m-0 flex flex-wrap items-baseline justify-between gap-x-3">
              <span>{limitWords(limit)}</span>
              <span className="num">
                {limit.left === null ? null : limit.left === "0" ? (
                  <Mark kind="limit">no room left</Mark>
                ) : (
                  `${amount(limit, limit.left)} left`
                )}
              </span>
            </p>
            <p className="label m-0">
              {limit.ruleId === null ? "The whole organization" : `Rule ${limit.ruleId}`}, each {limit.scope}
              {limit.resetsAt === null ? null : (
                <>
                  , resets <TimeText at={limit.resetsAt} />
                </>
              )}
            </p>
          </li>
        ))}
      </ul>
    </>
  );
}

function amount({ kind }: LimitRoomView, text: string): string {
  return kind === "spend" ? formatUsd(BigInt(text)) : text;
}

function limitWords(limit: LimitRoomView): string {
  const most = amount(limit, limit.max);
  if (limit.kind === "concurrency") return `At most ${most} at once`;
  const what = limit.kind === "spend" ? most : `${most} ${most === "1" ? "call" : "calls"}`;
  if (limit.window === "total") return `At most ${what} in all`;
  return `At most ${what} ${/^\d/.test(limit.window) ? "every" : "a"} ${limit.window}`;
}

function Asked({ told }: { readonly told: Explained }) {
  if (told.asks.length === 0) return null;
  return (
    <>
      <h3 className="policy-subhead">Who is asked</h3>
      <ul className="policy-rules">
        {told.asks.map((ask) => (
          <li key={ask.ruleId}>
            {ask.quorum === 1 ? "One" : ask.quorum} of{" "}
            {[...ask.roles.map((role) => `every ${role}`), ...ask.emails].join(", ")}
            <p className="label m-0">
              Rule {ask.ruleId}
              {told.expiresMs === null ? "" : `, waits ${Math.round(told.expiresMs / 60_000)} min at most`}
            </p>
          </li>
        ))}
      </ul>
    </>
  );
}
