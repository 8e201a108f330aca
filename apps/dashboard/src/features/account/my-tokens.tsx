"use client";

import { Button, ConfirmDialog, EmptyState, Section, Table, type TableColumn, TimeText } from "@countersign/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { QueryError } from "#features/api/query-error.tsx";
import { useTRPC } from "#features/api/trpc.ts";
import { type Token, TokenStateBadge } from "#features/settings/token-state.tsx";
import { MyTokenDialog, type TokenOrganization } from "./my-token-dialog.tsx";

interface MyToken extends Token {
  readonly organization: string;
}

/** One's own tokens, for the command line: what they may do in one's name, and how to end them. */
export function MyTokens({ organizations }: { readonly organizations: readonly TokenOrganization[] }) {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const list = useQuery(trpc.me.tokens.queryOptions());
  const revoke = useMutation(trpc.me.revokeToken.mutationOptions());
  const [revoking, setRevoking] = useState<MyToken | null>(null);
  const [isIssuing, setIssuing] = useState(false);
  return (
    <Section
      title="Your tokens"
      description="A token of yours acts in your name: the countersign command shows you with it what asks you, and decides it if you let it."
      actions={organizations.length > 0 ? <Button onClick={() => setIssuing(true)}>Issue a token…</Button> : null}
    >
      {list.error && !list.data ? (
        <QueryError error={list.error} onRetry={() => void list.refetch()} />
      ) : (
        <Table
          label="Your tokens"
          columns={columnsOf(setRevoking)}
          rows={list.data?.tokens ?? []}
          rowKey={(token) => token.id}
          isLoading={list.isPending}
          empty={<EmptyState title="No token yet">Issue one to read and decide approvals in a terminal.</EmptyState>}
        />
      )}
      <MyTokenDialog organizations={organizations} isOpen={isIssuing} onClose={() => setIssuing(false)} />
      <ConfirmDialog
        isOpen={revoking !== null}
        title={`Revoke the token ${revoking?.title ?? ""}?`}
        body="Whatever uses it is refused from its next request on. This can't be undone; issue a new one instead."
        confirmLabel="Revoke token"
        isDanger
        onClose={() => setRevoking(null)}
        onConfirm={async () => {
          if (revoking) await revoke.mutateAsync({ organization: revoking.organization, id: revoking.id });
          await cache.invalidateQueries(trpc.me.pathFilter());
        }}
      />
    </Section>
  );
}

function columnsOf(onRevoke: (token: MyToken) => void): TableColumn<MyToken>[] {
  return [
    {
      id: "title",
      header: "Token",
      cell: (token) => (
        <span className="block min-w-0">
          <span className="font-medium">{token.title}</span>
          <span className="label block truncate">in {token.organization}</span>
        </span>
      ),
    },
    {
      id: "does",
      header: "In your name",
      cell: (token) => (token.personal === "decides" ? "Sees and decides" : "Sees only"),
    },
    { id: "state", header: "State", cell: (token) => <TokenStateBadge state={token.state} /> },
    {
      id: "used",
      header: "Last used",
      cell: (token) => (token.lastUsedAt ? <TimeText at={token.lastUsedAt} /> : <span className="muted">Never</span>),
    },
    {
      id: "ends",
      header: "Ends",
      cell: (token) =>
        token.expiresAt ? <TimeText at={token.expiresAt} /> : <span className="muted">When revoked</span>,
    },
    {
      id: "acts",
      header: "Acts",
      isHeaderHidden: true,
      align: "end",
      cell: (token) =>
        token.revokedAt === null ? (
          <Button look="quiet" aria-label={`Revoke ${token.title}`} onClick={() => onRevoke(token)}>
            Revoke…
          </Button>
        ) : null,
    },
  ];
}
