"use client";

import { isAllowed } from "@countersign/core";
import { Badge, Button, ConfirmDialog, EmptyState, Section, SkeletonRows, TimeText, useToast } from "@countersign/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { QueryError } from "#features/api/query-error.tsx";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import type { AgentDetail } from "#server/views/agent.ts";
import type { SessionView } from "#server/views/session.ts";

/** What the agent's sessions have gathered, by which rules, until when; and the way to clear it. */
export function SessionLabels({ agent }: { readonly agent: AgentDetail }) {
  const trpc = useTRPC();
  const { name: organization } = useOrganization();
  const answer = useQuery(trpc.agents.sessions.queryOptions({ organization, agentId: agent.id }));
  const shown = answer.data?.sessions.filter(({ labels }) => labels === null || labels.length > 0) ?? [];
  return (
    <Section title="Labels in force" className="mt-8">
      <p className="muted mb-4 mt-0 max-w-[72ch]">
        Rules put labels on a session, such as untrusted-content once it has read a web page, and conditions read them.
        A session is a proved instance; the default instance and declared ones share the agent’s. Reconnecting keeps its
        labels.
      </p>
      {answer.isError ? <QueryError error={answer.error} onRetry={answer.refetch} /> : null}
      {answer.isPending ? <SkeletonRows rows={2} label="Loading the labels" /> : null}
      {answer.isSuccess && shown.length === 0 ? (
        <EmptyState title="No session has a label now">
          Labels appear with the first call that a rule with a label lets through.
        </EmptyState>
      ) : null}
      <ul className="m-0 list-none p-0">
        {shown.map((session) => (
          <LabelledSession key={session.id} agent={agent} session={session} />
        ))}
      </ul>
    </Section>
  );
}

function LabelledSession({ agent, session }: { readonly agent: AgentDetail; readonly session: SessionView }) {
  const { role } = useOrganization();
  const name = session.instanceName ?? `${agent.name}, its own session`;
  const labels = session.labels ?? [];
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 border-b py-3">
      <span className="min-w-0">
        <span className="mono break-anywhere">{name}</span>
        {session.labels === null ? (
          <span className="muted block">Its labels can’t be read now; rules that look at them count as failed.</span>
        ) : null}
        {labels.map(({ label, ruleId, since, until }) => (
          <span key={label} className="mt-1 flex flex-wrap items-baseline gap-2">
            <Badge tone="attention">{label}</Badge>
            <span className="label">
              since <TimeText at={since} />, by rule <span className="mono">{ruleId}</span>, until{" "}
              <TimeText at={until} />
            </span>
          </span>
        ))}
      </span>
      {labels.length > 0 && isAllowed(role, "agents.write") ? <ClearLabels name={name} session={session} /> : null}
    </li>
  );
}

function ClearLabels({ name, session }: { readonly name: string; readonly session: SessionView }) {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const toast = useToast();
  const { name: organization } = useOrganization();
  const [isAsked, setAsked] = useState(false);
  const clear = useMutation(
    trpc.agents.clearLabels.mutationOptions({
      onSuccess: ({ inForce }) => {
        toast(inForce ? `The labels of ${name} are cleared` : "Saved, not yet in force");
        return cache.invalidateQueries(trpc.agents.sessions.queryFilter());
      },
    }),
  );
  return (
    <>
      <Button look="quiet" onClick={() => setAsked(true)}>
        Clear
      </Button>
      <ConfirmDialog
        isOpen={isAsked}
        title={`Clear the labels of ${name}?`}
        body={`${(session.labels ?? []).map(({ label }) => label).join(", ")}: rules no longer see that this session gathered them, so calls they stopped may run. Calls that are out put theirs on again. Your name is recorded with it.`}
        confirmLabel="Clear the labels"
        onConfirm={() => clear.mutateAsync({ organization, id: session.id })}
        onClose={() => setAsked(false)}
      />
    </>
  );
}
