"use client";

import { ConfirmDialog, useToast } from "@countersign/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import type { MemberView } from "#server/views/member.ts";

interface RemoveMemberDialogProps {
  /** Null while nobody is being removed. */
  readonly member: MemberView | null;
  readonly onClose: () => void;
}

/** Asks before a member is removed, and says what ends with them. */
export function RemoveMemberDialog({ member, onClose }: RemoveMemberDialogProps) {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const toast = useToast();
  const { name: organization, title } = useOrganization();
  const remove = useMutation(trpc.members.remove.mutationOptions());
  return (
    <ConfirmDialog
      isOpen={member !== null}
      title={`Remove ${member?.name ?? ""} from ${title}?`}
      body={member ? <WhatEnds member={member} /> : null}
      confirmLabel="Remove member"
      isDanger
      onClose={onClose}
      onConfirm={async () => {
        if (!member) return;
        await remove.mutateAsync({ organization, id: member.id });
        for (const part of [trpc.members, trpc.agents, trpc.tokens, trpc.invitations]) {
          await cache.invalidateQueries(part.pathFilter());
        }
        toast(`${member.name} was removed.`);
      }}
    />
  );
}

function WhatEnds({ member }: { readonly member: MemberView }) {
  const stopping = member.agents.filter((agent) => agent.stopsWithOwner);
  const staying = member.agents.filter((agent) => !agent.stopsWithOwner);
  return (
    <>
      <p className="m-0">
        {member.name} loses access at once, on every open page. Votes on open approvals no longer count, and invitations
        they sent are taken back. You can invite them again.
      </p>
      {stopping.length > 0 ? (
        <p className="mb-0 mt-2">
          <strong>These agents stop</strong>, since they stop with their owner: {namesOf(stopping)}.
        </p>
      ) : null}
      {staying.length > 0 ? (
        <p className="mb-0 mt-2">These agents go on and are marked as without owner: {namesOf(staying)}.</p>
      ) : null}
      {member.tokens.length > 0 ? (
        <p className="mb-0 mt-2">
          <strong>These API tokens stop working</strong>: {member.tokens.join(", ")}.
        </p>
      ) : null}
    </>
  );
}

function namesOf(agents: readonly { readonly name: string }[]): string {
  return agents.map(({ name }) => name).join(", ");
}
