"use client";

import { addRules } from "@countersign/policy";
import { Badge, Button, Checkbox, DiffView, EmptyState, Section, SkeletonRows, useToast } from "@countersign/ui";
import { skipToken, useMutation, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { QueryError } from "#features/api/query-error.tsx";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import type { Connection, Operation } from "./connection-types.ts";

interface StartSafeProps {
  readonly connection: Connection;
  readonly operations: readonly Operation[];
}

/** The rules to begin with: the chosen agents may read, and everything else asks a person. */
export function StartSafe({ connection, operations }: StartSafeProps) {
  const trpc = useTRPC();
  const { name: organization } = useOrganization();
  const agents = useQuery(trpc.agents.list.queryOptions({ organization }));
  const [chosen, setChosen] = useState<readonly string[]>([]);
  if (agents.isError) return <QueryError error={agents.error} onRetry={agents.refetch} />;
  if (agents.isPending) return <SkeletonRows rows={4} label="Loading agents" />;
  const usable = operations.filter(({ state }) => state === "active");
  if (usable.length === 0) {
    return (
      <EmptyState title="No operation is in use yet.">
        Once the server has told its tools, the rules to begin with are suggested here.
      </EmptyState>
    );
  }
  const all = agents.data.agents;
  if (all.length === 0) {
    return (
      <EmptyState
        title="There is no agent yet."
        action={<Link href={`/o/${organization}/agents`}>Create an agent first</Link>}
      >
        Rules say what each agent may do; make the agent, then come back.
      </EmptyState>
    );
  }
  const reads = usable.filter(({ suggestedEffect }) => suggestedEffect === "allow").length;
  return (
    <>
      <Section
        title="Who starts?"
        description={
          <>
            {reads} of {usable.length} operations only read: the agents you choose may call them. The rest waits for an
            owner or admin, every time, until you change the rules.
          </>
        }
      >
        <div className="mt-4 grid gap-2">
          {all.map(({ name, title }) => (
            <Checkbox
              key={name}
              label={
                <>
                  {title} <code className="muted">{name}</code>
                </>
              }
              checked={chosen.includes(name)}
              onChange={(isOn) => setChosen(isOn ? [...chosen, name] : chosen.filter((one) => one !== name))}
            />
          ))}
        </div>
      </Section>
      <SafeRules connection={connection} agents={chosen} />
    </>
  );
}

/** What would be published, as a difference to the policy in use, and the button that does it. */
function SafeRules({ connection, agents }: { readonly connection: Connection; readonly agents: readonly string[] }) {
  const trpc = useTRPC();
  const { name: organization } = useOrganization();
  const toast = useToast();
  const rules = useQuery(
    trpc.connections.startSafeRules.queryOptions(
      agents.length === 0 ? skipToken : { organization, connectionId: connection.id, agents: [...agents] },
    ),
  );
  const policy = useQuery(trpc.policy.get.queryOptions({ organization }));
  const publish = useMutation(
    trpc.policy.publish.mutationOptions({
      onSuccess: ({ version }) => {
        toast(`Version ${version} is in force.`);
      },
    }),
  );
  if (agents.length === 0) return null;
  if (rules.isError) return <QueryError error={rules.error} onRetry={rules.refetch} />;
  if (policy.isError) return <QueryError error={policy.error} onRetry={policy.refetch} />;
  if (!rules.data || !policy.data) return <SkeletonRows rows={4} label="Loading the rules" />;
  const before = policy.data.source;
  const edited = addRules(before, rules.data.rules);
  if (!edited.ok) return <p role="alert">{edited.problem.message}</p>;
  const { version } = policy.data;
  return (
    <Section
      title="What would change"
      actions={publish.isSuccess ? <Badge tone="ok">Version {publish.data.version} is in force</Badge> : null}
    >
      <DiffView
        label="The policy with these rules"
        before={before}
        after={edited.source}
        beforeTitle={version === 0 ? "No policy yet" : `Version ${version}`}
        afterTitle={`Version ${version + 1}`}
      />
      <div className="mt-4 flex flex-wrap items-center gap-3">
        <Button
          look="primary"
          disabled={publish.isPending || publish.isSuccess}
          onClick={() =>
            publish.mutate({
              organization,
              source: edited.source,
              message: `Start safe with ${connection.title}`,
              baseVersion: version,
            })
          }
        >
          Publish version {version + 1}
        </Button>
        <Link href={`/o/${organization}/rules`}>See all rules</Link>
      </div>
      {publish.isError ? (
        <p role="alert" className="text-deny">
          {publish.error.message}
        </p>
      ) : null}
    </Section>
  );
}
