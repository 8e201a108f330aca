"use client";

import { Banner, SkeletonRows } from "@countersign/ui";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { QueryError } from "#features/api/query-error.tsx";
import { useTRPC } from "#features/api/trpc.ts";
import { GettingStarted } from "#features/getting-started/getting-started.tsx";
import { useOrganization } from "#features/shell/organization-context.tsx";
import type { Figures } from "#server/views/overview.ts";
import { Budgets } from "./budgets.tsx";
import { ConnectionHealth } from "./connection-health.tsx";
import { headline, standing } from "./headline.ts";
import { HoursChart } from "./hours-chart.tsx";
import { Ledger } from "./ledger.tsx";
import { LiveStrip } from "./live-strip.tsx";
import { TroubledAgents } from "./troubled-agents.tsx";

const PERIODS = ["24h", "7d", "30d"] as const;
const PERIOD_WORDS = { "24h": "24 h", "7d": "7 d", "30d": "30 d" } as const;

/** Is everything all right: what waits, the figures of the period, and the calls as they come. */
export function Overview() {
  const { name: organization } = useOrganization();
  const trpc = useTRPC();
  const [period, setPeriod] = useQueryState("period", parseAsStringLiteral(PERIODS).withDefault("24h"));
  const figures = useQuery(trpc.overview.figures.queryOptions({ organization, period }));
  const waiting = figures.data?.waiting ?? 0;
  return (
    <>
      <div className="page-head">
        <div>
          <h1>{figures.data ? headline(waiting) : "Overview"}</h1>
          <div className="muted">{figures.data ? standing(figures.data) : "Adding up…"}</div>
        </div>
        <fieldset className="m-0 flex gap-1 border-0 p-0">
          <legend className="sr">Period</legend>
          {PERIODS.map((one) => (
            <button
              key={one}
              type="button"
              className={`tab px-2 num ${one === period ? "font-semibold" : ""}`}
              aria-pressed={one === period}
              onClick={() => setPeriod(one)}
              data-state={one === period ? "active" : "inactive"}
            >
              {PERIOD_WORDS[one]}
            </button>
          ))}
        </fieldset>
      </div>
      <Observing observing={figures.data?.observing ?? "nothing"} />
      <GettingStarted />
      {figures.isError ? (
        <QueryError error={figures.error} onRetry={figures.refetch} />
      ) : figures.data ? (
        <>
          <Ledger figures={figures.data} />
          <div className="bars">
            <HoursChart buckets={figures.data.buckets} period={period} />
            <Budgets budgets={figures.data.budgets} />
          </div>
          <div className="bars">
            <TroubledAgents agents={figures.data.troubled} period={period} />
            <ConnectionHealth />
          </div>
        </>
      ) : (
        <SkeletonRows rows={3} label="Loading figures" />
      )}
      <LiveStrip />
    </>
  );
}

/** That something isn't enforced must be seen before the figures are. */
function Observing({ observing }: { readonly observing: Figures["observing"] }) {
  const { name } = useOrganization();
  if (observing === "nothing") return null;
  const rules = <Link href={`/o/${name}/rules`}>Look at the rules</Link>;
  if (observing === "rules") return <Banner tone="attention">Some rules only observe. {rules}</Banner>;
  return (
    <Banner tone="danger">
      <b>The policy only observes: every call runs.</b> What would have become of each stands in its record. {rules}
    </Banner>
  );
}
