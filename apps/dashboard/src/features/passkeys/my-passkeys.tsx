"use client";

import { Button, ConfirmDialog, EmptyState, Section, Table, type TableColumn, TimeText } from "@countersign/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { QueryError } from "#features/api/query-error.tsx";
import { useTRPC } from "#features/api/trpc.ts";
import { usePasskeysMissing } from "./passkey-browser.ts";
import { PasskeyDialog } from "./passkey-dialog.tsx";

interface Passkey {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
}

/** By which passkeys one signs in. */
export function MyPasskeys({ hasPassword }: { readonly hasPassword: boolean }) {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const missing = usePasskeysMissing();
  const list = useQuery(trpc.me.passkeys.queryOptions());
  const remove = useMutation(trpc.me.removePasskey.mutationOptions());
  const [removing, setRemoving] = useState<Passkey | null>(null);
  const [isAdding, setAdding] = useState(false);
  return (
    <Section
      title="Passkeys"
      description="Sign in by your fingerprint, face or device PIN: nothing to type, and nothing a false page can take."
      actions={missing === null ? <Button onClick={() => setAdding(true)}>Add a passkey…</Button> : null}
    >
      {missing ? <p className="muted mt-0">{missing}</p> : null}
      {list.error && !list.data ? (
        <QueryError error={list.error} onRetry={() => void list.refetch()} />
      ) : (
        <Table
          label="Passkeys"
          columns={columnsOf(setRemoving)}
          rows={list.data?.passkeys ?? []}
          rowKey={(passkey) => passkey.id}
          isLoading={list.isPending}
          empty={<EmptyState title="No passkey yet">Add one on each device you decide on.</EmptyState>}
        />
      )}
      <PasskeyDialog hasPassword={hasPassword} isOpen={isAdding} onClose={() => setAdding(false)} />
      <ConfirmDialog
        isOpen={removing !== null}
        title={`Remove the passkey ${removing?.name ?? ""}?`}
        body="Nobody signs in by it any more. Where it was used to sign in, the session stays until you end it. Delete it on your device, too."
        confirmLabel="Remove passkey"
        isDanger
        onClose={() => setRemoving(null)}
        onConfirm={async () => {
          if (removing) await remove.mutateAsync({ id: removing.id });
          await cache.invalidateQueries(trpc.me.pathFilter());
        }}
      />
    </Section>
  );
}

function columnsOf(onRemove: (passkey: Passkey) => void): TableColumn<Passkey>[] {
  return [
    { id: "name", header: "Passkey", cell: (passkey) => <span className="font-medium">{passkey.name}</span> },
    {
      id: "used",
      header: "Last used",
      cell: ({ lastUsedAt }) => (lastUsedAt ? <TimeText at={lastUsedAt} /> : <span className="muted">Never</span>),
    },
    { id: "since", header: "Added", cell: (passkey) => <TimeText at={passkey.createdAt} /> },
    {
      id: "acts",
      header: "Acts",
      isHeaderHidden: true,
      align: "end",
      cell: (passkey) => (
        <Button look="quiet" aria-label={`Remove the passkey ${passkey.name}`} onClick={() => onRemove(passkey)}>
          Remove…
        </Button>
      ),
    },
  ];
}
