"use client";

import { Badge, Menu, type MenuItem, Table, type TableColumn, TimeText } from "@countersign/ui";
import { useState } from "react";
import { useTableState } from "#features/shell/use-table-state.ts";
import type { MemberView } from "#server/views/member.ts";
import { MemberAbsenceDialog } from "./member-absence-dialog.tsx";
import { RemoveMemberDialog } from "./remove-member-dialog.tsx";
import { RoleDialog } from "./role-dialog.tsx";
import { ROLE_TITLES } from "./roles.ts";
import { SamePersonDialog } from "./same-person-dialog.tsx";

interface MemberTableProps {
  readonly members: readonly MemberView[];
  readonly isLoading: boolean;
}

interface Asked {
  readonly act: "role" | "remove" | "away" | "person";
  readonly member: MemberView;
}

/** Everybody in the organization. */
export function MemberTable({ members, isLoading }: MemberTableProps) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const table = useTableState("members");
  const close = () => setAsked(null);
  return (
    <>
      <Table
        label="Members"
        columns={columnsOf(setAsked)}
        rows={members}
        rowKey={(member) => member.id}
        isLoading={isLoading}
        {...table}
      />
      <RoleDialog member={asked?.act === "role" ? asked.member : null} onClose={close} />
      <MemberAbsenceDialog member={asked?.act === "away" ? asked.member : null} members={members} onClose={close} />
      <SamePersonDialog member={asked?.act === "person" ? asked.member : null} members={members} onClose={close} />
      <RemoveMemberDialog member={asked?.act === "remove" ? asked.member : null} onClose={close} />
    </>
  );
}

function columnsOf(ask: (asked: Asked) => void): TableColumn<MemberView>[] {
  return [
    {
      id: "name",
      header: "Member",
      sortValue: (member) => member.name,
      cell: (member) => (
        <span className="block min-w-0">
          <span className="font-medium">{member.name}</span>
          {member.isYou ? <span className="muted"> (you)</span> : null}
          <span className="label block truncate">{member.email}</span>
          <MemberNotes member={member} />
        </span>
      ),
    },
    {
      id: "role",
      header: "Role",
      sortValue: (member) => member.role,
      cell: (member) => (
        <Badge tone={member.role === "owner" ? "attention" : "neutral"}>{ROLE_TITLES[member.role]}</Badge>
      ),
    },
    { id: "holds", header: "Answers for", cell: holdingsOf },
    {
      id: "joined",
      header: "Joined",
      sortValue: (member) => member.joinedAt,
      cell: (member) => <TimeText at={member.joinedAt} />,
    },
    {
      id: "acts",
      header: "Acts",
      isHeaderHidden: true,
      canHide: false,
      align: "end",
      cell: (member) => <MemberActs member={member} ask={ask} />,
    },
  ];
}

/** Agents they own and tokens they issued, in words. */
export function holdingsOf({ agents, tokens }: Pick<MemberView, "agents" | "tokens">): string {
  const parts = [
    ...(agents.length > 0 ? [`${agents.length} ${agents.length === 1 ? "agent" : "agents"}`] : []),
    ...(tokens.length > 0 ? [`${tokens.length} API ${tokens.length === 1 ? "token" : "tokens"}`] : []),
  ];
  return parts.length === 0 ? "–" : parts.join(", ");
}

/** What bears on how they are counted in approvals. */
function MemberNotes({ member: { absence, sameAs, looksLike } }: { readonly member: MemberView }) {
  return (
    <>
      {absence ? (
        <span className="label block">
          Away from <TimeText at={absence.from} /> until <TimeText at={absence.until} />, approvals go to{" "}
          {absence.delegateName}
        </span>
      ) : null}
      {sameAs.length > 0 ? <span className="label block">Same person as {sameAs.join(", ")}</span> : null}
      {looksLike.length > 0 ? (
        <span className="label block">Perhaps the same person as {looksLike.map(({ email }) => email).join(", ")}</span>
      ) : null}
    </>
  );
}

function MemberActs({ member, ask }: { readonly member: MemberView; readonly ask: (asked: Asked) => void }) {
  const leave: MenuItem = { label: "Leave the organization…", href: "/account#organizations" };
  const items: MenuItem[] = [
    ...(member.mayChange ? [{ label: "Change role…", onSelect: () => ask({ act: "role", member }) }] : []),
    ...(member.mayChange && !member.isYou && member.mayDecide
      ? [{ label: "Away…", onSelect: () => ask({ act: "away", member }) }]
      : []),
    ...(member.mayChange ? [{ label: "Same person as…", onSelect: () => ask({ act: "person", member }) }] : []),
    ...(member.isYou ? [leave] : []),
    ...(member.mayChange && !member.isYou
      ? [{ label: "Remove…", isDanger: true, onSelect: () => ask({ act: "remove", member }) }]
      : []),
  ];
  if (items.length === 0) return null;
  return (
    <Menu label={`Acts on ${member.name}`} trigger={<span aria-hidden="true">⋯</span>} look="quiet" items={items} />
  );
}
