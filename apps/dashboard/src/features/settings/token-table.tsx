"use client";

import { isAllowed } from "@countersign/core";
import { Button, ConfirmDialog, Table, type TableColumn, TimeText } from "@countersign/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { useTableState } from "#features/shell/use-table-state.ts";
import { ROLE_TITLES } from "./roles.ts";
import { type Token, TokenStateBadge } from "./token-state.tsx";

interface TokenTableProps {
  readonly tokens: readonly Token[];
  readonly isLoading: boolean;
  readonly empty: ReactNode;
}

/** Every token, ended ones too. */
export function TokenTable({ tokens, isLoading, empty }: TokenTableProps) {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const { name: organization, role } = useOrganization();
  const revoke = useMutation(trpc.tokens.revoke.mutationOptions());
  const [revoking, setRevoking] = useState<Token | null>(null);
  const table = useTableState("tokens");
  return (
    <>
      <Table
        label="API tokens"
        columns={columnsOf(isAllowed(role, "tokens.write") ? setRevoking : null)}
        rows={tokens}
        rowKey={(token) => token.id}
        isLoading={isLoading}
        empty={empty}
        {...table}
      />
      <ConfirmDialog
        isOpen={revoking !== null}
        title={`Revoke the token ${revoking?.title ?? ""}?`}
        body="Whatever uses it is refused from its next request on. This can't be undone; issue a new one instead."
        confirmLabel="Revoke token"
        isDanger
        onClose={() => setRevoking(null)}
        onConfirm={async () => {
          if (revoking) await revoke.mutateAsync({ organization, id: revoking.id });
          await cache.invalidateQueries(trpc.tokens.pathFilter());
        }}
      />
    </>
  );
}

const PERSONAL_WORDS = { reads: "Sees for its person", decides: "Sees and decides for its person" } as const;

function mayDo({ personal, role }: Token): string {
  return personal === null ? ROLE_TITLES[role] : PERSONAL_WORDS[personal];
}

function columnsOf(onRevoke: ((token: Token) => void) | null): TableColumn<Token>[] {
  return [
    {
      id: "title",
      header: "Token",
      sortValue: (token) => token.title,
      cell: (token) => (
        <span className="block min-w-0">
          <span className="font-medium">{token.title}</span>
          <span className="label block truncate">
            {token.issuedBy === null ? "Issued by the platform" : `Issued by ${token.issuedBy}`}
          </span>
        </span>
      ),
    },
    { id: "role", header: "May do", sortValue: mayDo, cell: mayDo },
    {
      id: "state",
      header: "State",
      sortValue: (token) => token.state,
      cell: (token) => <TokenStateBadge state={token.state} />,
    },
    {
      id: "used",
      header: "Last used",
      sortValue: (token) => token.lastUsedAt,
      cell: (token) => (token.lastUsedAt ? <TimeText at={token.lastUsedAt} /> : <span className="muted">Never</span>),
    },
    {
      id: "ends",
      header: "Ends",
      sortValue: (token) => token.expiresAt,
      cell: (token) =>
        token.expiresAt ? <TimeText at={token.expiresAt} /> : <span className="muted">When revoked</span>,
    },
    {
      id: "issued",
      header: "Issued",
      sortValue: (token) => token.createdAt,
      cell: (token) => <TimeText at={token.createdAt} />,
    },
    ...(onRevoke
      ? [
          {
            id: "acts",
            header: "Acts",
            isHeaderHidden: true,
            canHide: false,
            align: "end" as const,
            cell: (token: Token) =>
              token.revokedAt === null ? (
                <Button look="quiet" aria-label={`Revoke ${token.title}`} onClick={() => onRevoke(token)}>
                  Revoke…
                </Button>
              ) : null,
          },
        ]
      : []),
  ];
}
