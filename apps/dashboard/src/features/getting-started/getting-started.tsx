"use client";

import { isAllowed } from "@countersign/core";
import { Button, Section, type Step, Steps } from "@countersign/ui";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { useDismissed } from "#features/shell/use-dismissed.ts";
import { agentWithKey, type Progress, stepStates } from "./steps.ts";

/**
 * The way to the first approved call, with where the organization really stands. It is there until the first approval,
 * or until somebody puts it away once calls come in.
 */
export function GettingStarted() {
  const { name: organization, role } = useOrganization();
  const [isDismissed, dismiss] = useDismissed(`getting-started.${organization}`);
  const progress = useProgress();
  if (!progress || !isAllowed(role, "agents.write") || progress.hasApproval) return null;
  if (progress.hasCall && isDismissed) return null;
  return (
    <Section
      title="Getting started"
      className="mb-8"
      description="From nothing to a call that a person approved, in a few minutes."
      actions={
        progress.hasCall ? (
          <Button look="quiet" onClick={dismiss}>
            Put away
          </Button>
        ) : undefined
      }
    >
      <Steps label="Getting started" steps={stepsOf(progress, `/o/${organization}`)} />
    </Section>
  );
}

/** Null until everything is known. */
function useProgress(): Progress | null {
  const { name: organization } = useOrganization();
  const trpc = useTRPC();
  const connections = useQuery(trpc.connections.list.queryOptions({ organization }));
  const agents = useQuery(trpc.agents.list.queryOptions({ organization }));
  const calls = useQuery(trpc.records.list.queryOptions({ organization, kind: "call", limit: 1 }));
  const decided = useQuery(trpc.approvals.list.queryOptions({ organization, tab: "decided", limit: 1 }));
  if (!connections.data || !agents.data || !calls.data || !decided.data) return null;
  return {
    hasConnection: connections.data.connections.some((one) => one.disconnectedAt === null && one.operations.active > 0),
    agent: agentWithKey(agents.data.agents, Date.now()),
    hasCall: calls.data.records.length > 0,
    hasApproval: decided.data.approvals.length > 0,
  };
}

function stepsOf(progress: Progress, root: string): readonly Step[] {
  const states = stepStates(progress);
  const { agent } = progress;
  const connect = agent ? `${root}/agents/${agent.name}?tab=connect` : `${root}/agents`;
  const rows = [
    {
      id: "connection",
      title: "Connect a first connection",
      words: "An MCP server by its address. Its operations appear, each with what it does and a safe first rule.",
      act: { href: `${root}/connections?new=true`, label: "Add a connection" },
    },
    {
      id: "agent",
      title: "Make an agent and its key",
      words: "The key says who calls; rules, limits and the stop are the agent's own.",
      act: { href: `${root}/agents?new=true`, label: "New agent" },
    },
    {
      id: "call",
      title: "Make the first call",
      words: `Point ${agent?.title ?? "the agent"} at the gateway: a snippet for each client, and the call appears as it comes.`,
      act: { href: connect, label: "Connect it" },
    },
    {
      id: "approval",
      title: "Approve a first call",
      words: "Have the agent call something that needs a person, and decide it here or on your phone.",
      act: { href: `${root}/approvals`, label: "Open approvals" },
    },
  ] as const;
  return rows.map(({ id, title, words, act }) => ({
    id,
    title,
    state: states[id],
    ...(states[id] === "done" ? {} : { content: <StepWords isNow={states[id] === "now"} words={words} {...act} /> }),
  }));
}

interface StepWordsProps {
  readonly words: ReactNode;
  readonly isNow: boolean;
  readonly href: string;
  readonly label: string;
}

function StepWords({ words, isNow, href, label }: StepWordsProps) {
  return (
    <>
      <p className="muted m-0 max-w-[64ch]">{words}</p>
      {isNow ? (
        <Link className="btn primary mt-2" href={href}>
          {label}
        </Link>
      ) : null}
    </>
  );
}
