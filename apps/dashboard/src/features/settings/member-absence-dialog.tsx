"use client";

import { useToast } from "@countersign/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { AbsenceDialog } from "#features/absence/absence-dialog.tsx";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import type { MemberView } from "#server/views/member.ts";

interface MemberAbsenceDialogProps {
  /** Null while it is about nobody. */
  readonly member: MemberView | null;
  readonly members: readonly MemberView[];
  readonly onClose: () => void;
}

/** Says for a member when they are away. */
export function MemberAbsenceDialog({ member, members, onClose }: MemberAbsenceDialogProps) {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const toast = useToast();
  const { name: organization } = useOrganization();
  const change = useMutation(trpc.members.changeAbsence.mutationOptions());
  if (!member) return null;
  return (
    <AbsenceDialog
      title={`${member.name} is away`}
      isOpen
      absence={member.absence}
      delegates={members.filter(({ id, isYou, mayDecide }) => id !== member.id && !isYou && mayDecide)}
      onClose={onClose}
      onSave={async (absence) => {
        await change.mutateAsync({ organization, id: member.id, absence });
        await cache.invalidateQueries(trpc.members.pathFilter());
        toast("Saved.");
      }}
    />
  );
}
