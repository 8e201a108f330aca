"use client";

import { AgeText, Badge, type TableColumn } from "@countersign/ui";
import type { SecretView } from "#server/views/secret.ts";
import { CONCERN_WORDS, KIND_WORDS, STATE_WORDS } from "./words.ts";

/** The columns of the inventory. */
export const secretColumns: readonly TableColumn<SecretView>[] = [
  {
    id: "title",
    header: "Secret",
    cell: (secret) => secret.title,
    sortValue: (secret) => secret.title,
  },
  { id: "kind", header: "Kind", cell: (secret) => KIND_WORDS[secret.kind], sortValue: (secret) => secret.kind },
  {
    id: "holder",
    header: "For",
    cell: (secret) => (
      <>
        {secret.holderTitle}
        {secret.instanceName ? <span className="faint"> / {secret.instanceName}</span> : null}
        {secret.role ? <span className="faint"> as {secret.role}</span> : null}
      </>
    ),
    sortValue: (secret) => `${secret.holderTitle} ${secret.instanceName ?? ""}`,
  },
  {
    id: "owner",
    header: "Owner",
    cell: (secret) => secret.ownerName ?? <span className="faint">nobody</span>,
    sortValue: (secret) => secret.ownerName,
  },
  {
    id: "age",
    header: "Issued",
    cell: (secret) => <AgeText at={secret.createdAt} />,
    sortValue: (secret) => Date.parse(secret.createdAt),
  },
  {
    id: "used",
    header: "Last used",
    cell: (secret) => <AgeText at={secret.lastUsedAt} />,
    sortValue: (secret) => (secret.lastUsedAt === null ? null : Date.parse(secret.lastUsedAt)),
  },
  {
    id: "expires",
    header: "Expires",
    cell: (secret) => <AgeText at={secret.expiresAt} />,
    sortValue: (secret) => (secret.expiresAt === null ? null : Date.parse(secret.expiresAt)),
  },
  {
    id: "state",
    header: "State",
    cell: (secret) => <SecretState secret={secret} />,
    sortValue: (secret) => (secret.state === "live" ? -secret.concerns.length : secret.state),
  },
];

function SecretState({ secret }: { readonly secret: SecretView }) {
  if (secret.state !== "live") return <Badge tone="muted">{STATE_WORDS[secret.state]}</Badge>;
  if (secret.concerns.length === 0) return <Badge tone="ok">live</Badge>;
  return (
    <span className="flex flex-wrap gap-1">
      {secret.concerns.map((concern) => (
        <Badge key={concern} tone={CONCERN_WORDS[concern].tone}>
          <span title={CONCERN_WORDS[concern].advice}>{CONCERN_WORDS[concern].word}</span>
        </Badge>
      ))}
    </span>
  );
}
