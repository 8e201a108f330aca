"use client";

import { Mark } from "@countersign/ui";
import Link from "next/link";
import { useOrganization } from "#features/shell/organization-context.tsx";
import type { Figures } from "#server/views/overview.ts";
import type { Period } from "./hours-chart.tsx";

interface TroubledAgentsProps {
  readonly agents: Figures["troubled"];
  readonly period: Period;
}

/** The agents that run into walls most: a wrong rule, or a wrong agent. */
export function TroubledAgents({ agents, period }: TroubledAgentsProps) {
  const { name } = useOrganization();
  return (
    <section aria-labelledby="troubled">
      <div className="section-head">
        <h2 id="troubled">Agents that run into walls</h2>
        <span className="label">denied, capped, failed</span>
      </div>
      {agents.length === 0 ? <p className="muted">No call was denied, capped or failed in this period.</p> : null}
      <ul className="m-0 list-none p-0">
        {agents.map((agent) => (
          <li key={agent.agentName} className="flex flex-wrap items-baseline justify-between gap-x-4 border-b py-2">
            <Link
              href={`/o/${name}/audit?kind=call&agent=${agent.agentName}&since=${period}`}
              className="min-w-0 truncate"
            >
              {agent.agentTitle}
            </Link>
            <span className="num flex gap-4">
              {agent.denied > 0 ? <Mark kind="deny">{`${agent.denied.toLocaleString("en-US")} denied`}</Mark> : null}
              {agent.limited > 0 ? <Mark kind="limit">{`${agent.limited.toLocaleString("en-US")} capped`}</Mark> : null}
              {agent.failed > 0 ? <Mark kind="failed">{`${agent.failed.toLocaleString("en-US")} failed`}</Mark> : null}
              <span className="faint">of {agent.calls.toLocaleString("en-US")}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
