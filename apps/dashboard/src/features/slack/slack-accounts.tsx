"use client";

import { Button, EmptyState, Section, Table, TimeText } from "@countersign/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { useTableState } from "#features/shell/use-table-state.ts";
import type { SlackView } from "#server/views/slack.ts";
import { useAct } from "./use-act.ts";

/** Accounts of Slack that are linked with members. */
export function SlackAccounts({ accounts }: Pick<SlackView, "accounts">) {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const act = useAct();
  const { name: organization } = useOrganization();
  const unlink = useMutation(trpc.slack.unlink.mutationOptions());
  const table = useTableState("slack-accounts");
  const end = (id: string) =>
    void act(async () => {
      await unlink.mutateAsync({ organization, id });
      await cache.invalidateQueries(trpc.slack.pathFilter());
    });
  return (
    <Section title="Linked accounts" description="Members link theirs by pressing a button of an approval in Slack.">
      <Table
        label="Linked accounts"
        rows={accounts}
        rowKey={({ id }) => id}
        empty={
          <EmptyState title="No account yet">
            Nobody has linked their account of Slack with their membership.
          </EmptyState>
        }
        columns={[
          {
            id: "member",
            header: "Member",
            sortValue: ({ name }) => name,
            cell: ({ name, email }) => (
              <span className="block min-w-0">
                {name}
                <span className="label block break-all">{email}</span>
              </span>
            ),
          },
          {
            id: "account",
            header: "Account",
            cell: ({ slackUserId }) => <span className="mono">{slackUserId}</span>,
          },
          {
            id: "linked",
            header: "Linked",
            sortValue: ({ linkedAt }) => linkedAt,
            cell: ({ linkedAt }) => <TimeText at={linkedAt} />,
          },
          {
            id: "acts",
            header: "Acts",
            isHeaderHidden: true,
            canHide: false,
            align: "end",
            cell: ({ id, name }) => (
              <Button aria-label={`Unlink ${name}`} disabled={unlink.isPending} onClick={() => end(id)}>
                Unlink
              </Button>
            ),
          },
        ]}
        {...table}
      />
    </Section>
  );
}
