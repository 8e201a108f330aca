"use client";

import { isAllowed } from "@countersign/core";
import {
  Badge,
  Button,
  ConfirmDialog,
  EmptyState,
  Menu,
  Table,
  type TableColumn,
  TimeText,
  useToast,
} from "@countersign/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { useTableState } from "#features/shell/use-table-state.ts";
import type { AgentDetail, KeyView } from "#server/views/agent.ts";
import { EditKeyDialog } from "./edit-key-dialog.tsx";
import { IssueKeyDialog } from "./issue-key-dialog.tsx";
import { useIssuedKeys } from "./issued-keys.tsx";
import { KEY_STATE_TONES, KEY_STATE_WORDS, keyName, keyState, keysOf } from "./key-state.ts";
import { RotateKeyDialog } from "./rotate-key-dialog.tsx";

type KeyAct = { readonly kind: "rotate" | "edit" | "revoke"; readonly key: KeyView };

/** The agent's keys: where they are used, when they end, and what can be done with them. */
export function KeysTab({ agent }: { readonly agent: AgentDetail }) {
  const { role, name: organization } = useOrganization();
  const trpc = useTRPC();
  const table = useTableState("keys");
  const connections = useQuery(trpc.connections.list.queryOptions({ organization }));
  const [isIssuing, setIssuing] = useState(false);
  const [act, setAct] = useState<KeyAct | null>(null);
  const mayWrite = isAllowed(role, "agents.write") && agent.archivedAt === null;
  const keys = keysOf(agent, Date.now());
  const titles = new Map((connections.data?.connections ?? []).map(({ id, title }) => [id, title]));
  const issue = mayWrite ? (
    <Button look="primary" onClick={() => setIssuing(true)}>
      Issue a key
    </Button>
  ) : undefined;
  return (
    <>
      <div className="mb-4 flex flex-wrap items-end justify-between gap-3">
        <p className="muted m-0 max-w-[64ch]">
          A key is shown once, when it is issued. Here you see which there are, never the keys themselves.
        </p>
        {keys.length === 0 ? null : issue}
      </div>
      <Table
        label="Keys"
        columns={keyColumns({ agent, titles, ...(mayWrite ? { onAct: setAct } : {}) })}
        rows={keys}
        rowKey={(key) => key.id}
        empty={
          <EmptyState title="No key yet" action={issue}>
            The agent proves who it is with a key. Issue one for the whole agent, or one for each instance.
          </EmptyState>
        }
        {...table}
      />
      <IssueKeyDialog agent={agent} isOpen={isIssuing} onClose={() => setIssuing(false)} />
      <KeyActDialogs agent={agent} act={act} onClose={() => setAct(null)} />
    </>
  );
}

interface KeyActDialogsProps {
  readonly agent: AgentDetail;
  readonly act: KeyAct | null;
  readonly onClose: () => void;
}

function KeyActDialogs({ agent, act, onClose }: KeyActDialogsProps) {
  const { name: organization } = useOrganization();
  const trpc = useTRPC();
  const cache = useQueryClient();
  const say = useToast();
  const issued = useIssuedKeys();
  const revoke = useMutation(trpc.keys.revoke.mutationOptions());
  if (!act) return null;
  const { key, kind } = act;
  if (kind === "rotate") return <RotateKeyDialog agent={agent} keyView={key} isOpen onClose={onClose} />;
  if (kind === "edit") return <EditKeyDialog keyView={key} isOpen onClose={onClose} />;
  return (
    <ConfirmDialog
      isOpen
      isDanger
      title={`Revoke ${keyName(key)}?`}
      body="Whatever uses it is refused from its next call on. A revoked key can't be brought back; issue another instead."
      confirmLabel="Revoke key"
      onConfirm={async () => {
        const { inForce } = await revoke.mutateAsync({ organization, id: key.id });
        issued.forget(key.id);
        await cache.invalidateQueries(trpc.agents.pathFilter());
        say(inForce ? "Revoked. No gateway answers it any more." : "Saved. Some gateways still have to hear of it.");
      }}
      onClose={onClose}
    />
  );
}

interface KeyColumnsInput {
  readonly agent: AgentDetail;
  /** Titles of connections by id. */
  readonly titles: ReadonlyMap<string, string>;
  readonly onAct?: (act: KeyAct) => void;
}

function keyColumns({ agent, titles, onAct }: KeyColumnsInput): readonly TableColumn<KeyView>[] {
  const nowMs = Date.now();
  return [
    { id: "key", header: "Key", cell: (key) => <KeyName agent={agent} keyView={key} />, sortValue: keyName },
    { id: "state", header: "State", cell: (key) => <KeyStateCell keyView={key} nowMs={nowMs} /> },
    {
      id: "holder",
      header: "Belongs to",
      cell: (key) => holderOf(agent, key),
      sortValue: (key) => holderOf(agent, key),
    },
    {
      id: "used",
      header: "Last use",
      cell: (key) => <LastUse keyView={key} />,
      sortValue: ({ lastUsedAt }) => lastUsedAt,
    },
    {
      id: "bounds",
      header: "Only",
      cell: ({ ipRanges, connectionIds }) => {
        const bounds = [
          ...ipRanges.map((range) => `from ${range}`),
          ...connectionIds.map((id) => `for ${titles.get(id) ?? id}`),
        ];
        return bounds.length === 0 ? <span className="faint">–</span> : bounds.join(", ");
      },
    },
    {
      id: "issued",
      header: "Issued",
      cell: ({ createdAt }) => <TimeText at={createdAt} />,
      sortValue: ({ createdAt }) => createdAt,
    },
    ...(onAct
      ? [
          {
            id: "acts",
            header: "Acts",
            isHeaderHidden: true,
            canHide: false,
            align: "end" as const,
            cell: (key: KeyView) => <KeyMenu keyView={key} nowMs={nowMs} onAct={onAct} />,
          },
        ]
      : []),
  ];
}

function KeyMenu(props: { readonly keyView: KeyView; readonly nowMs: number; readonly onAct: (act: KeyAct) => void }) {
  const { keyView: key, nowMs, onAct } = props;
  if (["expired", "revoked"].includes(keyState(key, nowMs))) return null;
  return (
    <Menu
      label={`Acts on ${keyName(key)}`}
      trigger="…"
      look="quiet"
      items={[
        { label: "Rotate", hint: "A new key in its place", onSelect: () => onAct({ kind: "rotate", key }) },
        { label: "Change restrictions", onSelect: () => onAct({ kind: "edit", key }) },
        "separator",
        { label: "Revoke", isDanger: true, onSelect: () => onAct({ kind: "revoke", key }) },
      ]}
    />
  );
}

function KeyName({ agent, keyView: key }: { readonly agent: AgentDetail; readonly keyView: KeyView }) {
  const all = keysOf(agent, 0);
  const replaced = all.find((other) => other.id === key.rotatedFromId);
  const successor = all.find((other) => other.rotatedFromId === key.id);
  return (
    <>
      {keyName(key)}
      <span className="mono faint block font-normal">…_{key.keyRef}_…</span>
      {replaced ? <span className="label block">replaces {replaced.keyRef}</span> : null}
      {successor ? <span className="label block">replaced by {successor.keyRef}</span> : null}
    </>
  );
}

function KeyStateCell({ keyView: key, nowMs }: { readonly keyView: KeyView; readonly nowMs: number }) {
  const state = keyState(key, nowMs);
  const end = key.revokedAt ?? key.expiresAt;
  return (
    <>
      <Badge tone={KEY_STATE_TONES[state]}>{KEY_STATE_WORDS[state]}</Badge>
      {end === null ? null : (
        <span className="label block">
          {state === "ending" ? "until " : ""}
          <TimeText at={end} />
        </span>
      )}
    </>
  );
}

function LastUse({ keyView: { lastUsedAt, lastUsedIp, lastUsedClient } }: { readonly keyView: KeyView }) {
  if (lastUsedAt === null) return <span className="faint">never</span>;
  const from = [lastUsedIp, lastUsedClient].filter((part) => part !== null && part !== "").join(", ");
  return (
    <>
      <TimeText at={lastUsedAt} />
      {from === "" ? null : <span className="label block">{from}</span>}
    </>
  );
}

function holderOf(agent: AgentDetail, key: KeyView): string {
  return agent.instances.find((instance) => instance.id === key.instanceId)?.name ?? "the agent";
}
