"use client";

import { Button, TimeText, useToast } from "@countersign/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { AbsenceDialog } from "#features/absence/absence-dialog.tsx";
import { QueryError } from "#features/api/query-error.tsx";
import { useTRPC } from "#features/api/trpc.ts";

interface MyAbsenceProps {
  readonly organization: { readonly name: string; readonly title: string };
}

/** When you are away from one organization, and who decides there meanwhile. */
export function MyAbsence({ organization: { name, title } }: MyAbsenceProps) {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const toast = useToast();
  const { data, error, refetch } = useQuery(trpc.me.absence.queryOptions({ organization: name }));
  const change = useMutation(trpc.me.changeAbsence.mutationOptions());
  const [isOpen, setOpen] = useState(false);
  if (error && !data) return <QueryError error={error} onRetry={() => void refetch()} />;
  const absence = data?.absence ?? null;
  return (
    <div className="flex flex-wrap items-center justify-between gap-2 border-b py-2">
      <div className="min-w-0">
        <span className="font-medium">{title}</span>
        <span className="label block">
          {absence ? (
            <>
              Away from <TimeText at={absence.from} /> until <TimeText at={absence.until} />: your approvals go to{" "}
              {absence.delegateName}.
            </>
          ) : (
            "Not away."
          )}
        </span>
      </div>
      <Button look="quiet" aria-label={`Away from ${title}`} disabled={!data} onClick={() => setOpen(true)}>
        Away…
      </Button>
      <AbsenceDialog
        title={`Away from ${title}`}
        isOpen={isOpen}
        absence={absence}
        delegates={data?.delegates ?? []}
        onClose={() => setOpen(false)}
        onSave={async (wanted) => {
          await change.mutateAsync({ organization: name, absence: wanted });
          await cache.invalidateQueries(trpc.me.pathFilter());
          await cache.invalidateQueries(trpc.members.pathFilter());
          toast("Saved.");
        }}
      />
    </div>
  );
}
