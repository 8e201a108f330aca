"use client";

import type { LimitFields } from "@countersign/policy";
import { Button, Input, Select } from "@countersign/ui";
import { amountText, type LimitKind, limitKind, windowOf, withAmount, withKind, withWindow } from "./limit-form.ts";

interface RuleLimitsProps {
  readonly value: readonly LimitFields[];
  readonly onChange: (value: readonly LimitFields[]) => void;
  readonly problem?: string | undefined;
  readonly usualScope: "agent" | "organization";
}

const WINDOWS = [
  ["minute", "a minute"],
  ["hour", "an hour"],
  ["day", "a day"],
  ["week", "a week"],
  ["month", "a month"],
  ["total", "in total"],
] as const;

const SCOPES = [
  ["agent", "for each agent"],
  ["instance", "for each instance"],
  ["session", "in each session"],
  ["organization", "for everybody together"],
  ["person", "for each person acted for"],
] as const;

/** Bounds on calls, spend and calls at once. */
export function RuleLimits({ value, onChange, problem, usualScope }: RuleLimitsProps) {
  return (
    <div className="grid gap-3">
      {value.length === 0 ? <p className="muted m-0">No limit of its own.</p> : null}
      {keyed(value).map(([key, limit], index) => (
        <LimitLine
          key={key}
          limit={limit}
          usualScope={usualScope}
          onChange={(next) => onChange(value.map((other, at) => (at === index ? next : other)))}
          onRemove={() => onChange(value.filter((_, at) => at !== index))}
        />
      ))}
      {problem ? (
        <p className="problem m-0" role="alert">
          {problem}
        </p>
      ) : null}
      <div>
        <Button onClick={() => onChange([...value, nextLimit(value)])}>Add limit</Button>
      </div>
    </div>
  );
}

/** Lines have no names of their own: their place is their key. */
function keyed(limits: readonly LimitFields[]): readonly (readonly [string, LimitFields])[] {
  return limits.map((limit, index) => [`limit-${index}`, limit] as const);
}

function nextLimit(value: readonly LimitFields[]): LimitFields {
  return value.some(({ calls }) => calls !== undefined) ? { spend: "$5", per: "day" } : { calls: 50, per: "day" };
}

interface LimitLineProps {
  readonly limit: LimitFields;
  readonly usualScope: "agent" | "organization";
  readonly onChange: (limit: LimitFields) => void;
  readonly onRemove: () => void;
}

function LimitLine({ limit, usualScope, onChange, onRemove }: LimitLineProps) {
  const kind = limitKind(limit);
  return (
    <fieldset className="condition-line">
      <legend className="sr">Limit</legend>
      <span className="condition-word">at most</span>
      <div className="condition-parts">
        <Input
          aria-label={kind === "spend" ? "Amount in dollars" : "Number of calls"}
          inputMode="decimal"
          autoComplete="off"
          value={amountText(limit)}
          onChange={(event) => onChange(withAmount(limit, event.target.value))}
        />
        <Select
          aria-label="What is bounded"
          value={kind}
          onChange={(event) => onChange(withKind(limit, event.target.value as LimitKind))}
        >
          <option value="calls">calls</option>
          <option value="spend">dollars</option>
          <option value="concurrency">calls at once</option>
        </Select>
        {kind === "concurrency" ? null : (
          <Select
            aria-label="Time"
            value={windowOf(limit)}
            onChange={(event) => onChange(withWindow(limit, event.target.value))}
          >
            {WINDOWS.map(([id, title]) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
            {kind === "calls" ? <option value="every">evenly, in every…</option> : null}
          </Select>
        )}
        {limit.every === undefined ? null : (
          <Input
            aria-label="Length of time"
            placeholder="90s"
            value={limit.every}
            onChange={(event) => onChange({ ...limit, every: event.target.value })}
          />
        )}
        <Select
          aria-label="Whose count"
          value={limit.scope ?? usualScope}
          onChange={(event) => onChange(withScope(limit, event.target.value, usualScope))}
        >
          {SCOPES.map(([id, title]) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </Select>
      </div>
      <Button look="quiet" aria-label="Remove this limit" onClick={onRemove}>
        ×
      </Button>
    </fieldset>
  );
}

function withScope(limit: LimitFields, id: string, usualScope: string): LimitFields {
  const scope = SCOPES.find(([known]) => known === id)?.[0];
  const { scope: _, ...rest } = limit;
  return scope === undefined || (scope === usualScope && limit.scope === undefined) ? rest : { ...rest, scope };
}
