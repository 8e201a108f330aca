"use client";

import { isAllowed } from "@countersign/core";
import { Button, Section } from "@countersign/ui";
import { useQuery } from "@tanstack/react-query";
import { parseAsString, useQueryState } from "nuqs";
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
  // In the URL, so that the palette and a sent link open it.
  const [invite, setInvite] = useQueryState("invite", parseAsString);
  const setInviting = (isOpen: boolean) => void setInvite(isOpen ? "1" : null);
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
      <InviteDialog isOpen={invite !== null && mayWrite} onClose={() => setInviting(false)} />
    </>
  );
}
