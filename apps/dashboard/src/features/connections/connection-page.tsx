"use client";

import { Banner, Button, LinkTabs, PageHeader, Progress, SkeletonRows, TimeText, useToast } from "@countersign/ui";
import { useMutation, useQuery } from "@tanstack/react-query";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { QueryError } from "#features/api/query-error.tsx";
import { useTRPC } from "#features/api/trpc.ts";
import { KillSwitch } from "#features/kills/kill-switch.tsx";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { ConnectionSettings } from "./connection-settings.tsx";
import type { Connection, Operation } from "./connection-types.ts";
import { Health } from "./health.tsx";
import { OperationTable } from "./operation-table.tsx";
import { ReviewList } from "./review-list.tsx";
import { StartSafe } from "./start-safe.tsx";
import { useMayChange } from "./use-may-change.ts";

const TABS = ["operations", "review", "rules", "settings"] as const;
/** While a server is being asked, the page also looks by itself, should the live line be down. */
const LOOK_AGAIN_MS = 3_000;

/** One connection: how it fares, what it offers, what changed, what it presents. */
export function ConnectionPage({ id }: { readonly id: string }) {
  const trpc = useTRPC();
  const { name: organization } = useOrganization();
  const answer = useQuery(
    trpc.connections.get.queryOptions(
      { organization, connectionId: id },
      {
        refetchInterval: ({ state }) =>
          state.data?.connection.health === "discovering" && !state.data.connection.disconnectedAt
            ? LOOK_AGAIN_MS
            : false,
      },
    ),
  );
  if (answer.isError) return <QueryError level={1} error={answer.error} onRetry={answer.refetch} />;
  if (answer.isPending) return <SkeletonRows rows={8} label="Loading the connection" />;
  return <Loaded organization={organization} {...answer.data} />;
}

interface LoadedProps {
  readonly organization: string;
  readonly connection: Connection;
  readonly operations: readonly Operation[];
}

function Loaded({ organization, connection, operations }: LoadedProps) {
  const [tab] = useQueryState("tab", parseAsStringLiteral(TABS).withDefault("operations"));
  const mayChange = useMayChange();
  const page = `/o/${organization}/connections/${connection.id}`;
  const toReview = operations.filter(({ candidate }) => candidate !== null && !candidate.isRejected).length;
  return (
    <>
      <PageHeader
        title={connection.title}
        back={{ href: `/o/${organization}/connections`, label: "Connections" }}
        description={
          <>
            <code>{connection.name}</code> <span className="mono break-anywhere">{connection.url}</span>
          </>
        }
        actions={
          mayChange && connection.disconnectedAt === null ? (
            <>
              <AskNow connection={connection} />
              <KillSwitch
                target={{ kind: "connection", id: connection.id, name: connection.title }}
                kill={connection.kill}
              />
            </>
          ) : null
        }
      />
      <HealthLine connection={connection} page={page} />
      <LinkTabs
        label="Parts of this connection"
        current={tab}
        tabs={[
          { id: "operations", title: "Operations", href: page },
          { id: "review", title: "To review", href: `${page}?tab=review`, count: toReview },
          ...(mayChange ? [{ id: "rules", title: "Start safe", href: `${page}?tab=rules` }] : []),
          { id: "settings", title: "Settings", href: `${page}?tab=settings` },
        ]}
      />
      {tab === "review" ? <ReviewList connection={connection} operations={operations} /> : null}
      {tab === "rules" && mayChange ? <StartSafe connection={connection} operations={operations} /> : null}
      {tab === "settings" ? <ConnectionSettings connection={connection} /> : null}
      {tab === "operations" ? <OperationTable connection={connection} operations={operations} /> : null}
    </>
  );
}

function AskNow({ connection }: { readonly connection: Connection }) {
  const trpc = useTRPC();
  const { name: organization } = useOrganization();
  const toast = useToast();
  const refresh = useMutation(
    trpc.connections.refresh.mutationOptions({ onError: (error) => toast(`It couldn't be asked: ${error.message}`) }),
  );
  const isAsking = refresh.isPending || connection.health === "discovering";
  return (
    <Button disabled={isAsking} onClick={() => refresh.mutate({ organization, connectionId: connection.id })}>
      {isAsking ? "Asking…" : "Ask for its tools now"}
    </Button>
  );
}

/** What the page says about the connection's state before anything else, with the way on. */
function HealthLine({ connection, page }: { readonly connection: Connection; readonly page: string }) {
  const { health, fault, checkedAt, disconnectedAt, kill, protocol } = connection;
  if (disconnectedAt !== null) {
    return (
      <Banner tone="muted" className="mb-4">
        Disconnected <TimeText at={disconnectedAt} />: no call gets through. Its records stay. Reconnect it under
        Settings.
      </Banner>
    );
  }
  if (kill !== null) {
    return (
      <Banner tone="danger" className="mb-4">
        Stopped by a kill switch: {kill.reason}. Nothing runs until somebody lifts it.
      </Banner>
    );
  }
  if (health === "discovering") return <Progress label="Asking the server for its tools" />;
  if (health === "ready") {
    return (
      <p className="muted mb-4 mt-0 flex flex-wrap items-center gap-2">
        <Health connection={connection} />
        {checkedAt === null ? null : (
          <span>
            looked at <TimeText at={checkedAt} />
          </span>
        )}
        {protocol === null ? null : <span>MCP {protocol}</span>}
      </p>
    );
  }
  return (
    <Banner
      tone={health === "unauthorized" ? "attention" : "danger"}
      className="mb-4"
      action={<a href={`${page}?tab=settings`}>{health === "unauthorized" ? "Set the secret" : "Check the address"}</a>}
    >
      {fault ?? "The server doesn't answer as it should."} Other connections aren't affected.
    </Banner>
  );
}
