"use client";

import { Button, ConfirmDialog, EmptyState, Facts, Section, Skeleton, Switch, TimeText } from "@countersign/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { QueryError } from "#features/api/query-error.tsx";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import type { SlackView } from "#server/views/slack.ts";
import { FinishConnecting } from "./finish-connecting.tsx";
import { SlackAccounts } from "./slack-accounts.tsx";
import { SlackChannels } from "./slack-channels.tsx";
import { useAct } from "./use-act.ts";

/** The workspace of Slack that is connected, and whose accounts are whose. */
export function SlackSettings() {
  const trpc = useTRPC();
  const { name: organization } = useOrganization();
  const { data, error, refetch } = useQuery(trpc.slack.get.queryOptions({ organization }));
  if (error && !data) return <QueryError error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton />;
  return (
    <>
      <Section
        title="Slack"
        className="mt-2"
        description={
          <>
            Approvals of rules that say <span className="mono">notify: [&quot;slack:#channel&quot;]</span> are posted
            there, and decided there by whom the rule names.
          </>
        }
      >
        {data.workspace ? <Workspace workspace={data.workspace} /> : <NoWorkspace isOffered={data.isOffered} />}
      </Section>
      {data.workspace ? (
        <>
          <SlackChannels />
          <SlackAccounts accounts={data.accounts} />
        </>
      ) : null}
      <FinishConnecting />
    </>
  );
}

function NoWorkspace({ isOffered }: { readonly isOffered: boolean }) {
  if (!isOffered) {
    return (
      <EmptyState title="Slack isn't set up here">
        Whoever runs this platform sets <span className="mono">SLACK_CLIENT_ID</span>,{" "}
        <span className="mono">SLACK_CLIENT_SECRET</span> and <span className="mono">SLACK_SIGNING_SECRET</span> of an
        app of Slack; then you can connect your workspace.
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No workspace connected" action={<ConnectButton label="Connect Slack" />}>
      You consent at Slack and come back here.
    </EmptyState>
  );
}

function ConnectButton({ label }: { readonly label: string }) {
  const trpc = useTRPC();
  const { name: organization } = useOrganization();
  const act = useAct();
  const begin = useMutation(trpc.slack.begin.mutationOptions());
  return (
    <Button
      look="primary"
      disabled={begin.isPending || begin.isSuccess}
      onClick={() =>
        void act(async () => {
          const { url } = await begin.mutateAsync({ organization });
          window.location.assign(url);
        })
      }
    >
      {label}
    </Button>
  );
}

function Workspace({ workspace }: { readonly workspace: NonNullable<SlackView["workspace"]> }) {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const act = useAct();
  const { name: organization } = useOrganization();
  const [isAsking, setAsking] = useState(false);
  const update = useMutation(trpc.slack.update.mutationOptions());
  const disconnect = useMutation(trpc.slack.disconnect.mutationOptions());
  const refresh = () => cache.invalidateQueries(trpc.slack.pathFilter());
  const setMatching = (matchesEmail: boolean) =>
    void act(async () => {
      await update.mutateAsync({ organization, matchesEmail });
      await refresh();
    });
  return (
    <div className="grid gap-4">
      <Facts
        facts={[
          { name: "Workspace", value: workspace.teamName },
          { name: "Team", value: <span className="mono">{workspace.teamId}</span> },
          { name: "Connected by", value: workspace.installedByName },
          { name: "Connected", value: <TimeText at={workspace.installedAt} /> },
        ]}
      />
      <Switch
        label="Know full members by their e-mail address"
        hint="Without it everybody links their account once, from Slack. Guests, bots and people of other workspaces are never known by their address."
        checked={workspace.matchesEmail}
        disabled={update.isPending}
        onChange={setMatching}
      />
      <div>
        <Button onClick={() => setAsking(true)}>Disconnect…</Button>
      </div>
      <ConfirmDialog
        isOpen={isAsking}
        title={`Disconnect ${workspace.teamName}?`}
        body="Approvals aren't told in Slack any more, and nothing that is pressed there counts. Accounts stay linked for when you connect it again."
        confirmLabel="Disconnect"
        isDanger
        onClose={() => setAsking(false)}
        onConfirm={async () => {
          await disconnect.mutateAsync({ organization });
          await refresh();
        }}
      />
    </div>
  );
}
