"use client";

import { isAllowed } from "@countersign/core";
import { Banner, Button, Field, Mark, Progress, Section, Select } from "@countersign/ui";
import Link from "next/link";
import { useState } from "react";
import { describeError } from "#features/api/describe-error.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { keyOf, type Simulation } from "./add-step.ts";
import { DECISION_MARKS, DECISION_WORDS } from "./effect-words.ts";
import { useSimulation } from "./use-simulation.ts";

const DAYS = [1, 7, 30, 90];

/** Replays recorded calls against the draft, for those who may read what the calls held. */
export function SimulationPanel({ source }: { readonly source: string }) {
  const { role } = useOrganization();
  if (!isAllowed(role, "audit.readBodies")) return null;
  return (
    <Section
      title="Recorded calls under this draft"
      description="What the draft would have decided of calls that were made. Nothing runs. Limits aren't replayed."
    >
      <Simulated source={source} />
    </Section>
  );
}

function Simulated({ source }: { readonly source: string }) {
  const [days, setDays] = useState(7);
  const { state, run, stop } = useSimulation();
  const isRunning = state.kind === "running";
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-end gap-3">
        <Field label="Calls of">
          {(control) => (
            <Select {...control} value={days} onChange={(event) => setDays(Number(event.target.value))}>
              {DAYS.map((one) => (
                <option key={one} value={one}>
                  {one === 1 ? "the last day" : `the last ${one} days`}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {isRunning ? <Button onClick={stop}>Stop</Button> : <Button onClick={() => run(source, days)}>Simulate</Button>}
      </div>
      {state.kind === "unreadable" ? (
        <Banner tone="danger">The draft can't be read. Correct its errors first.</Banner>
      ) : null}
      {state.kind === "failed" ? <Banner tone="danger">{describeError(state.error)}</Banner> : null}
      {isRunning ? <Running simulation={state.simulation} /> : null}
      {state.kind === "running" || state.kind === "done" ? <Outcome simulation={state.simulation} /> : null}
    </div>
  );
}

function Running({ simulation: { looked, total } }: { readonly simulation: Simulation }) {
  const label = total === 0 ? "Looking at recorded calls" : `${looked} of ${total} records`;
  return total === 0 ? <Progress label={label} /> : <Progress label={label} value={Math.min(1, looked / total)} />;
}

function Outcome({ simulation }: { readonly simulation: Simulation }) {
  const { name: organization } = useOrganization();
  const changed = simulation.changes.reduce((sum, { calls }) => sum + calls, 0);
  return (
    <>
      <p className="m-0" role="status">
        {changed === 0 ? "No decision changes" : `${changed} ${changed === 1 ? "call changes" : "calls change"}`}
        {`, ${simulation.same} ${simulation.same === 1 ? "stays" : "stay"} as recorded.`}
        <span className="label block">{unclearWords(simulation)}</span>
      </p>
      <ul className="m-0 list-none p-0" aria-label="Decisions that would change">
        {simulation.changes.map((change) => (
          <li key={keyOf(change)} className="grid gap-1 border-b py-2 sm:grid-cols-2">
            <span className="min-w-0 break-words">
              <b>{change.agent}</b> <span className="mono">{change.operation}</span>{" "}
              <Link href={`/o/${organization}/audit/${change.recordId}`}>
                {change.calls === 1 ? "1 call" : `${change.calls} calls, the newest`}
              </Link>
            </span>
            <span className="flex flex-wrap items-baseline gap-2">
              <Mark kind={DECISION_MARKS[change.recorded]}>{DECISION_WORDS[change.recorded]}</Mark>
              <span aria-hidden="true">→</span>
              <span className="sr">becomes</span>
              <Mark kind={DECISION_MARKS[change.replayed]}>{DECISION_WORDS[change.replayed]}</Mark>
              <span className="label mono">{change.rules.length > 0 ? change.rules.join(", ") : "no rule"}</span>
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

function unclearWords({ unclear, passedOver }: Simulation): string {
  const cannot = unclear.arguments + unclear.labels + unclear.gone + unclear.unreadable;
  const parts = [
    ...(unclear.arguments > 0 ? [`${unclear.arguments} whose arguments weren't kept whole`] : []),
    ...(unclear.labels > 0 ? [`${unclear.labels} whose session's labels weren't kept`] : []),
    ...(unclear.gone > 0 ? [`${unclear.gone} of agents or operations that are gone`] : []),
    ...(unclear.unreadable > 0 ? [`${unclear.unreadable} whose record can't be read`] : []),
  ];
  const others = passedOver > 0 ? `${passedOver} weren't the policy's to decide. ` : "";
  return cannot === 0 ? others.trim() : `${others}Can't tell for ${cannot}: ${parts.join(", ")}.`;
}
