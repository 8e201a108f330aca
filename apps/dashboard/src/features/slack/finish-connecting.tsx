"use client";

import { ConfirmDialog } from "@countersign/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { parseAsString, useQueryStates } from "nuqs";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";

/** Asks, for who comes back from Slack, whether to connect the workspace they consented for. */
export function FinishConnecting() {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const { name: organization, title } = useOrganization();
  const [{ code, state }, setConsent] = useQueryStates(
    { code: parseAsString.withDefault(""), state: parseAsString.withDefault("") },
    { history: "replace" },
  );
  const finish = useMutation(trpc.slack.finish.mutationOptions());
  return (
    <ConfirmDialog
      isOpen={code !== "" && state !== ""}
      title={`Connect the workspace to ${title}?`}
      body="Slack has your consent. Approvals of rules that name a channel are posted there from now on."
      confirmLabel="Connect"
      onClose={() => void setConsent(null)}
      onConfirm={async () => {
        await finish.mutateAsync({ organization, code, state });
        await cache.invalidateQueries(trpc.slack.pathFilter());
      }}
    />
  );
}
