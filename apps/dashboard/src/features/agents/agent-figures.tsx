import { formatUsd } from "@countersign/core";
import { TimeText } from "@countersign/ui";
import type { ReactNode } from "react";
import type { AgentDetail } from "#server/views/agent.ts";

/** What the agent did in the last 24 hours, in figures. */
export function AgentFigures({ agent }: { readonly agent: AgentDetail }) {
  const { calls, denied, asked, failed, spentMicros } = agent.last24h;
  const figures: readonly (readonly [string, ReactNode])[] = [
    ["Calls", calls],
    ["Denied", denied],
    ["Asked a person", asked],
    ["Failed", failed],
    ["Spend", formatUsd(BigInt(spentMicros))],
    ["Last call", agent.lastCallAt ? <TimeText key="last" at={agent.lastCallAt} /> : "none yet"],
  ];
  return (
    <section aria-label="Last 24 hours" className="mb-6">
      <h2 className="label m-0 mb-2">Last 24 hours</h2>
      <dl className="m-0 grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-3 lg:grid-cols-6">
        {figures.map(([label, value]) => (
          <div key={label} className="border-t pt-2">
            <dt className="label">{label}</dt>
            <dd className="num m-0 text-[18px] leading-6">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
