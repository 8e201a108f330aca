"use client";

import { isAllowed } from "@countersign/core";
import { Button, Section } from "@countersign/ui";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { QueryError } from "#features/api/query-error.tsx";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { InvitationsList } from "./invitations-list.tsx";
import { InviteDialog } from "./invite-dialog.tsx";
import { MemberTable } from "./member-table.tsx";
import { RolesTable } from "./roles-table.tsx";

/** Who belongs to the organization, who was asked to, and what each role may do. */
export function MembersSettings() {
  const trpc = useTRPC();
  const { name, role } = useOrganization();
  const [isInviting, setInviting] = useState(false);
  const members = useQuery(trpc.members.list.queryOptions({ organization: name }));
  const mayWrite = isAllowed(role, "members.write");
  if (members.error && !members.data) {
    return <QueryError error={members.error} onRetry={() => void members.refetch()} />;
  }
  return (
    <>
      <Section
        title="Members"
        className="mt-2"
        actions={
          mayWrite ? (
            <Button look="primary" onClick={() => setInviting(true)}>
              Invite somebody…
            </Button>
          ) : null
        }
      >
        <MemberTable members={members.data?.members ?? []} isLoading={members.isPending} />
      </Section>
      <InvitationsList />
      <RolesTable />
      <InviteDialog isOpen={isInviting} onClose={() => setInviting(false)} />
    </>
  );
}
