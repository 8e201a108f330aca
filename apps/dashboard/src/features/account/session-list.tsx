"use client";

import { Badge, Button, ConfirmDialog, Section, Table, type TableColumn, TimeText, useToast } from "@countersign/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { QueryError } from "#features/api/query-error.tsx";
import { useTRPC } from "#features/api/trpc.ts";

interface Session {
  readonly id: string;
  readonly isThis: boolean;
  readonly device: string;
  readonly ip: string | null;
  readonly createdAt: string;
  readonly lastSeenAt: string;
}

/** Where you are signed in, and how to end it. */
export function SessionList() {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const toast = useToast();
  const list = useQuery(trpc.me.sessions.queryOptions());
  const revoke = useMutation(trpc.me.revokeSession.mutationOptions());
  const revokeOthers = useMutation(trpc.me.revokeOtherSessions.mutationOptions());
  const [ending, setEnding] = useState<Session | null>(null);
  const [isEndingOthers, setEndingOthers] = useState(false);
  const refresh = () => cache.invalidateQueries(trpc.me.pathFilter());
  const sessions = list.data?.sessions ?? [];
  return (
    <Section
      title="Sessions"
      description="Where you are signed in. The device is what the browser says it is."
      actions={sessions.length > 1 ? <Button onClick={() => setEndingOthers(true)}>End all others…</Button> : null}
    >
      {list.error && !list.data ? (
        <QueryError error={list.error} onRetry={() => void list.refetch()} />
      ) : (
        <Table
          label="Sessions"
          columns={columnsOf(setEnding)}
          rows={sessions}
          rowKey={(session) => session.id}
          isLoading={list.isPending}
        />
      )}
      <ConfirmDialog
        isOpen={ending !== null}
        title={`End the session of ${ending?.device ?? ""}?`}
        body="Whoever uses it is signed out within seconds."
        confirmLabel="End session"
        isDanger
        onClose={() => setEnding(null)}
        onConfirm={async () => {
          if (ending) await revoke.mutateAsync({ id: ending.id });
          await refresh();
          toast("The session ended.");
        }}
      />
      <ConfirmDialog
        isOpen={isEndingOthers}
        title="End all other sessions?"
        body="You stay signed in here, and nowhere else."
        confirmLabel="End all others"
        isDanger
        onClose={() => setEndingOthers(false)}
        onConfirm={async () => {
          const { ended } = await revokeOthers.mutateAsync();
          await refresh();
          toast(ended === 1 ? "One session ended." : `${ended} sessions ended.`);
        }}
      />
    </Section>
  );
}

function columnsOf(onEnd: (session: Session) => void): TableColumn<Session>[] {
  return [
    {
      id: "device",
      header: "Device",
      cell: (session) => (
        <span className="flex flex-wrap items-center gap-2">
          <span className="font-medium">{session.device}</span>
          {session.isThis ? <Badge tone="ok">This one</Badge> : null}
        </span>
      ),
    },
    {
      id: "ip",
      header: "Address",
      cell: (session) =>
        session.ip ? <span className="mono">{session.ip}</span> : <span className="muted">Unknown</span>,
    },
    { id: "seen", header: "Last seen", cell: (session) => <TimeText at={session.lastSeenAt} /> },
    { id: "since", header: "Signed in", cell: (session) => <TimeText at={session.createdAt} /> },
    {
      id: "acts",
      header: "Acts",
      isHeaderHidden: true,
      align: "end",
      cell: (session) =>
        session.isThis ? null : (
          <Button look="quiet" aria-label={`End the session of ${session.device}`} onClick={() => onEnd(session)}>
            End…
          </Button>
        ),
    },
  ];
}
