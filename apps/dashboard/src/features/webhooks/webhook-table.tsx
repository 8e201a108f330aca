"use client";

import {
  Badge,
  ConfirmDialog,
  Menu,
  type MenuItem,
  Table,
  type TableColumn,
  TimeText,
  useDescribeError,
  useToast,
} from "@countersign/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { useTableState } from "#features/shell/use-table-state.ts";
import { MoveWebhookDialog, RotateWebhookDialog } from "./change-webhook-dialogs.tsx";

export interface Webhook {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly isDisabled: boolean;
  readonly oldSecretUntil: string | null;
  readonly triedAt: string | null;
  readonly problem: string | null;
}

interface WebhookTableProps {
  readonly webhooks: readonly Webhook[];
  readonly isLoading: boolean;
  readonly empty: ReactNode;
}

type Asking = { readonly act: "move" | "rotate" | "remove"; readonly webhook: Webhook };

/** Every webhook, how it fares, and what can be done with it. */
export function WebhookTable({ webhooks, isLoading, empty }: WebhookTableProps) {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const toast = useToast();
  const describe = useDescribeError();
  const { name: organization } = useOrganization();
  const [asking, setAsking] = useState<Asking | null>(null);
  const remove = useMutation(trpc.webhooks.remove.mutationOptions());
  const test = useMutation(trpc.webhooks.test.mutationOptions());
  const update = useMutation(trpc.webhooks.update.mutationOptions());
  const table = useTableState("webhooks");
  const close = () => setAsking(null);
  const chosen = (act: Asking["act"]) => (asking?.act === act ? asking.webhook : null);
  const refresh = () => cache.invalidateQueries(trpc.webhooks.pathFilter());
  const run = async (work: Promise<unknown>, done: string) => {
    try {
      await work;
      toast(done);
    } catch (error) {
      toast(describe(error));
    }
    await refresh();
  };
  const itemsOf = (webhook: Webhook): readonly (MenuItem | "separator")[] => {
    const { id, name, isDisabled } = webhook;
    const target = { organization, id };
    const toggled = update.mutateAsync.bind(null, { ...target, isDisabled: !isDisabled });
    return [
      {
        label: "Send a test",
        isDisabled,
        onSelect: () => void run(test.mutateAsync(target), `A test is on its way to ${name}.`),
      },
      { label: "Change address…", onSelect: () => setAsking({ act: "move", webhook }) },
      { label: "New secret…", onSelect: () => setAsking({ act: "rotate", webhook }) },
      {
        label: isDisabled ? "Enable" : "Disable",
        onSelect: () => void run(toggled(), `${name} is ${isDisabled ? "enabled" : "disabled"}.`),
      },
      "separator",
      { label: "Remove…", isDanger: true, onSelect: () => setAsking({ act: "remove", webhook }) },
    ];
  };
  const removing = chosen("remove");
  return (
    <>
      <Table
        label="Webhooks"
        columns={columnsOf(itemsOf)}
        rows={webhooks}
        rowKey={(webhook) => webhook.id}
        isLoading={isLoading}
        empty={empty}
        {...table}
      />
      <MoveWebhookDialog webhook={chosen("move")} onClose={close} />
      <RotateWebhookDialog webhook={chosen("rotate")} onClose={close} />
      <ConfirmDialog
        isOpen={removing !== null}
        title={`Remove the webhook ${removing?.name ?? ""}?`}
        body="What rules still send to it isn't delivered, and they can't be published again while they name it."
        confirmLabel="Remove webhook"
        isDanger
        onClose={close}
        onConfirm={async () => {
          if (removing) await remove.mutateAsync({ organization, id: removing.id });
          await refresh();
        }}
      />
    </>
  );
}

function columnsOf(itemsOf: (webhook: Webhook) => readonly (MenuItem | "separator")[]): TableColumn<Webhook>[] {
  return [
    {
      id: "name",
      header: "Webhook",
      sortValue: (webhook) => webhook.name,
      cell: (webhook) => (
        <span className="block min-w-0">
          <span className="mono font-medium">{webhook.name}</span>
          <span className="label block break-all">{webhook.url}</span>
        </span>
      ),
    },
    {
      id: "state",
      header: "State",
      cell: (webhook) => (
        <span className="block min-w-0">
          <WebhookState webhook={webhook} />
          {webhook.oldSecretUntil !== null && Date.parse(webhook.oldSecretUntil) > Date.now() ? (
            <span className="label block">
              Old secret until <TimeText at={webhook.oldSecretUntil} />
            </span>
          ) : null}
        </span>
      ),
    },
    {
      id: "tried",
      header: "Last sent",
      sortValue: (webhook) => webhook.triedAt,
      cell: (webhook) => (webhook.triedAt ? <TimeText at={webhook.triedAt} /> : <span className="muted">Never</span>),
    },
    {
      id: "acts",
      header: "Acts",
      isHeaderHidden: true,
      canHide: false,
      align: "end",
      cell: (webhook) => <Menu look="quiet" label={`Acts on ${webhook.name}`} trigger="…" items={itemsOf(webhook)} />,
    },
  ];
}

function WebhookState({ webhook: { isDisabled, triedAt, problem } }: { readonly webhook: Webhook }) {
  if (isDisabled) return <Badge tone="muted">Disabled</Badge>;
  if (problem !== null) return <Badge tone="attention">Not taken: {problem}</Badge>;
  return triedAt === null ? <Badge tone="muted">Nothing sent yet</Badge> : <Badge tone="ok">Taken</Badge>;
}
