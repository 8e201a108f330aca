"use client";

import { isAllowed, type Role } from "@countersign/core";
import {
  Badge,
  type BadgeTone,
  ConfirmDialog,
  Dialog,
  Menu,
  Section,
  Table,
  type TableColumn,
  TimeText,
} from "@countersign/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { QueryError } from "#features/api/query-error.tsx";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { type Invited, InvitedLink } from "./invite-dialog.tsx";
import { ROLE_TITLES } from "./roles.ts";

interface Invitation {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
  readonly invitedByName: string;
  readonly expiresAt: string;
  readonly state: "open" | "accepted" | "revoked" | "expired";
  readonly sentAt: string | null;
  readonly isMailed: boolean;
}

/** Who was asked into the organization and hasn't come yet. Accepted ones are members and stand above. */
export function InvitationsList() {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const { name: organization, role } = useOrganization();
  const list = useQuery(trpc.invitations.list.queryOptions({ organization }));
  const revoke = useMutation(trpc.invitations.revoke.mutationOptions());
  const resend = useMutation(trpc.invitations.resend.mutationOptions());
  const [revoking, setRevoking] = useState<Invitation | null>(null);
  const [resending, setResending] = useState<Invitation | null>(null);
  const [link, setLink] = useState<Invited | null>(null);
  const refresh = () => cache.invalidateQueries(trpc.invitations.pathFilter());
  const rows = (list.data?.invitations ?? []).filter(({ state }) => state === "open" || state === "expired");
  const mayWrite = isAllowed(role, "members.write");
  return (
    <Section title="Invitations">
      {list.error && !list.data ? (
        <QueryError error={list.error} onRetry={() => void list.refetch()} />
      ) : (
        <Table
          label="Invitations"
          columns={columnsOf({ mayWrite, onRevoke: setRevoking, onResend: setResending })}
          rows={rows}
          rowKey={(invitation) => invitation.id}
          isLoading={list.isPending}
          empty={<p className="muted mt-3">Nobody is invited at the moment.</p>}
        />
      )}
      <ConfirmDialog
        isOpen={revoking !== null}
        title={`Take back the invitation of ${revoking?.email ?? ""}?`}
        body="Its link stops working at once."
        confirmLabel="Take back the invitation"
        isDanger
        onClose={() => setRevoking(null)}
        onConfirm={async () => {
          if (revoking) await revoke.mutateAsync({ organization, id: revoking.id });
          await refresh();
        }}
      />
      <ConfirmDialog
        isOpen={resending !== null}
        title={`Invite ${resending?.email ?? ""} again?`}
        body="They get a new link for another seven days; the old one stops working."
        confirmLabel="Make a new link"
        onClose={() => setResending(null)}
        onConfirm={async () => {
          if (resending) setLink(await resend.mutateAsync({ organization, id: resending.id }));
          await refresh();
        }}
      />
      <Dialog title="Invited again" isOpen={link !== null} onClose={() => setLink(null)}>
        {link ? <InvitedLink invited={link} onClose={() => setLink(null)} /> : null}
      </Dialog>
    </Section>
  );
}

interface InvitationActs {
  readonly mayWrite: boolean;
  readonly onRevoke: (invitation: Invitation) => void;
  readonly onResend: (invitation: Invitation) => void;
}

function columnsOf({ mayWrite, onRevoke, onResend }: InvitationActs): TableColumn<Invitation>[] {
  return [
    { id: "email", header: "Address", cell: (row) => <span className="font-medium">{row.email}</span> },
    { id: "role", header: "Role", cell: (row) => <Badge>{ROLE_TITLES[row.role]}</Badge> },
    {
      id: "state",
      header: "State",
      cell: (row) => {
        const { tone, words } = stateOf(row);
        return <Badge tone={tone}>{words}</Badge>;
      },
    },
    { id: "by", header: "Invited by", cell: (row) => row.invitedByName },
    { id: "expires", header: "Ends", cell: (row) => <TimeText at={row.expiresAt} /> },
    ...(mayWrite
      ? [
          {
            id: "acts",
            header: "Acts",
            isHeaderHidden: true,
            align: "end" as const,
            cell: (row: Invitation) => (
              <Menu
                label={`Acts on the invitation of ${row.email}`}
                trigger={<span aria-hidden="true">⋯</span>}
                look="quiet"
                items={[
                  { label: "Invite again…", onSelect: () => onResend(row) },
                  ...(row.state === "open"
                    ? [{ label: "Take back…", isDanger: true, onSelect: () => onRevoke(row) }]
                    : []),
                ]}
              />
            ),
          },
        ]
      : []),
  ];
}

function stateOf(row: Invitation): { readonly tone: BadgeTone; readonly words: string } {
  if (row.state !== "open") return { tone: "muted", words: "Ended" };
  if (!row.isMailed) return { tone: "neutral", words: "Link to pass on" };
  return row.sentAt === null ? { tone: "attention", words: "Mail on its way" } : { tone: "ok", words: "Mail sent" };
}
