"use client";

import { isAllowed, type Role } from "@countersign/core";
import { Badge, type BadgeTone, Button, ConfirmDialog, Table, type TableColumn, TimeText } from "@countersign/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { useTableState } from "#features/shell/use-table-state.ts";
import { ROLE_TITLES } from "./roles.ts";

interface Token {
  readonly id: string;
  readonly title: string;
  readonly role: Role;
  readonly state: "active" | "expired" | "revoked" | "unbacked";
  readonly issuedBy: string | null;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
  readonly lastUsedAt: string | null;
}

const STATES: Readonly<Record<Token["state"], { readonly tone: BadgeTone; readonly words: string }>> = {
  active: { tone: "ok", words: "Active" },
  expired: { tone: "muted", words: "Expired" },
  revoked: { tone: "muted", words: "Revoked" },
  unbacked: { tone: "attention", words: "Stopped with its issuer" },
};

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
    { id: "role", header: "Role", sortValue: (token) => token.role, cell: (token) => ROLE_TITLES[token.role] },
    {
      id: "state",
      header: "State",
      sortValue: (token) => token.state,
      cell: (token) => <Badge tone={STATES[token.state].tone}>{STATES[token.state].words}</Badge>,
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
