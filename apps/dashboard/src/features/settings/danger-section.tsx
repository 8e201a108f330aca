"use client";

import { Banner, Button, ConfirmDialog, Section, TimeText } from "@countersign/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "#features/api/trpc.ts";
import { KillDialog } from "#features/kills/kill-dialog.tsx";
import { useOrganization } from "#features/shell/organization-context.tsx";

interface StoppableOrganization {
  readonly id: string;
  readonly title: string;
  readonly kill: { readonly id: string; readonly reason: string; readonly createdAt: string } | null;
}

/** The kill switch of the whole organization. */
export function DangerSection({ organization }: { readonly organization: StoppableOrganization }) {
  const { name } = useOrganization();
  const trpc = useTRPC();
  const cache = useQueryClient();
  const lift = useMutation(trpc.kills.lift.mutationOptions());
  const [open, setOpen] = useState<"pull" | "lift" | null>(null);
  const { kill } = organization;
  const refresh = () =>
    Promise.all([
      cache.invalidateQueries(trpc.organization.pathFilter()),
      cache.invalidateQueries(trpc.agents.pathFilter()),
    ]);
  return (
    <Section
      title="Danger"
      description="The kill switch stops every call of every agent of this organization, until somebody lifts it."
    >
      {kill ? (
        <Banner tone="danger" action={<Button onClick={() => setOpen("lift")}>Lift the kill switch</Button>}>
          <strong>All calls are stopped</strong> since <TimeText at={kill.createdAt} />. Reason: {kill.reason}
        </Banner>
      ) : (
        <Button look="danger" onClick={() => setOpen("pull")}>
          Stop all calls…
        </Button>
      )}
      <KillDialog
        target={{ kind: "organization", id: organization.id, name: organization.title }}
        isOpen={open === "pull"}
        onClose={() => setOpen(null)}
        onPulled={refresh}
      />
      <ConfirmDialog
        isOpen={open === "lift"}
        title={`Let ${organization.title} go on?`}
        body="Agents may call again from now on, as far as rules and limits allow."
        confirmLabel="Lift the kill switch"
        onClose={() => setOpen(null)}
        onConfirm={async () => {
          if (kill) await lift.mutateAsync({ organization: name, id: kill.id });
          await refresh();
        }}
      />
    </Section>
  );
}
