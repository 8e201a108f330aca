"use client";

import { Button, EmptyState, Section } from "@countersign/ui";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { QueryError } from "#features/api/query-error.tsx";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { AddWebhookDialog } from "./add-webhook-dialog.tsx";
import { WebhookTable } from "./webhook-table.tsx";

/** What became of requests changes by itself, ms. */
const ASK_MS = 3_000;

/** Receivers of events about approvals. */
export function WebhooksSettings() {
  const trpc = useTRPC();
  const { name } = useOrganization();
  const [isAdding, setAdding] = useState(false);
  const { data, error, isPending, refetch } = useQuery(
    trpc.webhooks.list.queryOptions({ organization: name }, { refetchInterval: ASK_MS }),
  );
  if (error && !data) return <QueryError error={error} onRetry={() => void refetch()} />;
  return (
    <>
      <Section
        title="Webhooks"
        className="mt-2"
        description={
          <>
            Your own systems hear of each approval of a rule that says{" "}
            <span className="mono">notify: [webhook:name]</span>: when it is asked, when it changes and how it ended.
            Requests are signed as Standard Webhooks says.
          </>
        }
        actions={
          <Button look="primary" onClick={() => setAdding(true)}>
            Add a webhook…
          </Button>
        }
      >
        <WebhookTable
          webhooks={data?.webhooks ?? []}
          isLoading={isPending}
          empty={
            <EmptyState title="No webhook yet">
              Add the address of your receiver; its secret is shown once, and rules name it from then on.
            </EmptyState>
          }
        />
      </Section>
      <AddWebhookDialog isOpen={isAdding} onClose={() => setAdding(false)} />
    </>
  );
}
