"use client";

import { Button, ConfirmDialog, useToast } from "@countersign/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { KillDialog } from "./kill-dialog.tsx";
import type { KillTarget } from "./kill-target.ts";

interface KillSwitchProps {
  readonly target: KillTarget;
  /** The switch that is on, or null. */
  readonly kill: { readonly id: string; readonly reason: string } | null;
  /** `quiet` where it stands in a row of a table. */
  readonly look?: "plain" | "quiet";
}

/** Stops a target after showing what it has in hand, and lets it go on again. */
export function KillSwitch({ target, kill, look = "plain" }: KillSwitchProps) {
  const { name: organization } = useOrganization();
  const trpc = useTRPC();
  const cache = useQueryClient();
  const say = useToast();
  const [isOpen, setOpen] = useState(false);
  const lift = useMutation(trpc.kills.lift.mutationOptions());
  const refresh = () =>
    Promise.all([
      cache.invalidateQueries(trpc.agents.pathFilter()),
      cache.invalidateQueries(trpc.connections.pathFilter()),
    ]);
  const close = () => setOpen(false);
  return (
    <>
      <Button
        look={look === "quiet" ? "quiet" : kill ? "primary" : "danger"}
        onClick={() => setOpen(true)}
        aria-label={`${kill ? "Let it go on" : "Stop"}: ${target.name}`}
      >
        {kill ? "Let it go on" : "Stop"}
      </Button>
      {kill ? (
        <ConfirmDialog
          isOpen={isOpen}
          title={`Let ${target.name} go on?`}
          body={
            <>
              It was stopped: {kill.reason} From its next call on it may do what the rules allow. Calls that were
              refused meanwhile aren't repeated.
            </>
          }
          confirmLabel={`Let ${target.name} go on`}
          onConfirm={async () => {
            const { inForce } = await lift.mutateAsync({ organization, id: kill.id });
            await refresh();
            say(
              inForce
                ? `${target.name} may call again.`
                : `Saved. Some gateways still have to hear that ${target.name} may call.`,
            );
          }}
          onClose={close}
        />
      ) : (
        <KillDialog target={target} isOpen={isOpen} onClose={close} onPulled={refresh} />
      )}
    </>
  );
}
