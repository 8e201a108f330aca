"use client";

import { Banner, Button, ConfirmDialog, TimeText, useToast } from "@countersign/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";

/** Says on every page that calls are refused since the database was taken back, and lets an owner open again. */
export function RestoreBanner() {
  const { name: organization, role } = useOrganization();
  const trpc = useTRPC();
  const cache = useQueryClient();
  const say = useToast();
  const [isAsking, setAsking] = useState(false);
  const { data } = useQuery(trpc.organization.get.queryOptions({ organization }));
  const open = useMutation(trpc.organization.open.mutationOptions());
  if (!data?.restoredAt) return null;
  return (
    <>
      <Banner
        tone="danger"
        className="mb-4"
        action={role === "owner" ? <Button onClick={() => setAsking(true)}>Let calls run again</Button> : undefined}
      >
        Every call is refused: the database was taken back to an older state, found <TimeText at={data.restoredAt} />.
        Changes and records made after the backup are missing, and what was approved or ran then is marked unknown.
        {role === "owner" ? "" : " An owner can open again."}
      </Banner>
      <ConfirmDialog
        isOpen={isAsking}
        title="Let calls run again?"
        body="Rules, keys, kill switches and connections are as the backup has them. Check that nothing is missing that must stop a call, such as a key that was revoked after the backup. Limits count from the records the backup holds."
        confirmLabel="Let calls run again"
        onConfirm={async () => {
          await open.mutateAsync({ organization });
          await cache.invalidateQueries(trpc.organization.pathFilter());
          say("Open. Calls run again within a few seconds.");
        }}
        onClose={() => setAsking(false)}
      />
    </>
  );
}
