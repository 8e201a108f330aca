"use client";

import { AgeText, Badge, type BadgeTone, SkeletonRows } from "@countersign/ui";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { QueryError } from "#features/api/query-error.tsx";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";

const HEALTH: Readonly<Record<string, { readonly word: string; readonly tone: BadgeTone }>> = {
  ready: { word: "ready", tone: "ok" },
  discovering: { word: "looking", tone: "neutral" },
  unauthorized: { word: "secret refused", tone: "danger" },
  failing: { word: "not reachable", tone: "danger" },
};
const ORDER = ["failing", "unauthorized", "discovering", "ready"];
const SHOWN = 6;

/** How the connections stand, those that don't work first. */
export function ConnectionHealth() {
  const { name } = useOrganization();
  const trpc = useTRPC();
  const list = useQuery(trpc.connections.list.queryOptions({ organization: name }));
  const living = (list.data?.connections ?? []).filter((connection) => connection.disconnectedAt === null);
  const sorted = living.toSorted((a, b) => ORDER.indexOf(a.health) - ORDER.indexOf(b.health));
  return (
    <section aria-labelledby="connections">
      <div className="section-head">
        <h2 id="connections">Connections</h2>
        <Link className="label" href={`/o/${name}/connections`}>
          All {living.length === 0 ? "" : living.length}
        </Link>
      </div>
      {list.isError ? <QueryError error={list.error} onRetry={list.refetch} /> : null}
      {list.isPending ? <SkeletonRows rows={2} label="Loading connections" /> : null}
      {list.isSuccess && living.length === 0 ? <p className="muted">Nothing is connected yet.</p> : null}
      <ul className="m-0 list-none p-0">
        {sorted.slice(0, SHOWN).map((connection) => (
          <li key={connection.id} className="flex flex-wrap items-baseline justify-between gap-x-4 border-b py-2">
            <Link href={`/o/${name}/connections/${connection.id}`} className="min-w-0 truncate">
              {connection.title}
            </Link>
            <span className="flex items-baseline gap-2">
              {connection.kill ? <Badge tone="danger">stopped</Badge> : null}
              {connection.operations.held > 0 ? (
                <Badge tone="danger">{connection.operations.held} on hold</Badge>
              ) : null}
              {connection.operations.quarantined > 0 ? (
                <Badge tone="attention">{connection.operations.quarantined} to review</Badge>
              ) : null}
              <Badge tone={HEALTH[connection.health]?.tone ?? "neutral"}>
                {HEALTH[connection.health]?.word ?? connection.health}
              </Badge>
              <span className="label">
                <AgeText at={connection.lastCallAt} never="no call yet" />
              </span>
            </span>
            {connection.fault && connection.health !== "ready" ? (
              <span className="label basis-full">{connection.fault}</span>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}
