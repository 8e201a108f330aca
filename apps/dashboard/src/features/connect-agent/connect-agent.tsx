"use client";

import { isAllowed } from "@countersign/core";
import { Banner, Button, Snippet, type Step, Steps } from "@countersign/ui";
import { useQuery } from "@tanstack/react-query";
import { parseAsString, useQueryState } from "nuqs";
import { useState } from "react";
import { IssueKeyDialog } from "#features/agents/issue-key-dialog.tsx";
import { useIssuedKeys } from "#features/agents/issued-keys.tsx";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import type { AgentDetail } from "#server/views/agent.ts";
import { CLIENTS, type SnippetLanguage } from "./clients.ts";
import { FirstCall } from "./first-call.tsx";
import { trialCall } from "./trial-call.ts";

const LANGUAGES: Readonly<Record<SnippetLanguage, string>> = {
  bash: "Shell",
  json: "JSON",
  python: "Python",
  toml: "TOML",
  typescript: "TypeScript",
};

/** How to point a client at the gateway as this agent, and its first call as it comes. */
export function ConnectAgent({ agent }: { readonly agent: AgentDetail }) {
  const issued = useIssuedKeys().of(agent.id);
  const called = agent.lastCallAt ? "done" : "now";
  const steps: readonly Step[] = [
    {
      id: "key",
      title: "Its key",
      state: issued ? "done" : "now",
      content: <KeyStep agent={agent} isIssued={issued !== null} />,
    },
    {
      id: "client",
      title: "Where it runs",
      state: called,
      content: <ClientStep agent={agent} keyText={issued?.text ?? null} />,
    },
    { id: "call", title: "Its first call", state: called, content: <FirstCall agent={agent} /> },
  ];
  return (
    <>
      <h2 className="sr">Connect the agent</h2>
      <Steps label="Connect the agent" steps={steps} />
    </>
  );
}

function KeyStep({ agent, isIssued }: { readonly agent: AgentDetail; readonly isIssued: boolean }) {
  const { role } = useOrganization();
  const [isIssuing, setIssuing] = useState(false);
  const mayIssue = isAllowed(role, "agents.write") && agent.archivedAt === null;
  return (
    <>
      {isIssued ? (
        <Banner tone="attention">
          The key stands in the snippets below. It is only in this page's memory: copy what you need before you leave.
        </Banner>
      ) : (
        <div className="flex flex-wrap items-center gap-3">
          <span className="muted">
            The snippets name the variable COUNTERSIGN_KEY. Issue a key to have it filled in, or use one you have.
          </span>
          {mayIssue ? <Button onClick={() => setIssuing(true)}>Issue a key</Button> : null}
        </div>
      )}
      <IssueKeyDialog agent={agent} isOpen={isIssuing} onClose={() => setIssuing(false)} />
    </>
  );
}

function ClientStep({ agent, keyText }: { readonly agent: AgentDetail; readonly keyText: string | null }) {
  const { name: organization } = useOrganization();
  const trpc = useTRPC();
  const [chosen, choose] = useQueryState(
    "client",
    parseAsString.withDefault("claude-code").withOptions({ history: "replace" }),
  );
  const permissions = useQuery(trpc.agents.permissions.queryOptions({ organization, agentId: agent.id }));
  const client = CLIENTS.find((one) => one.id === chosen) ?? CLIENTS[0];
  const trial = trialCall(permissions.data?.operations ?? []);
  const snippets = client?.snippets({ url: `${agent.gatewayUrl}/mcp`, key: keyText, trial }) ?? [];
  return (
    <>
      <div className="tabs-list mb-4 flex-wrap gap-y-0" role="tablist" aria-label="Client">
        {CLIENTS.map(({ id, title }) => (
          <button
            key={id}
            type="button"
            role="tab"
            className="tab"
            aria-selected={id === client?.id}
            data-state={id === client?.id ? "active" : "inactive"}
            onClick={() => choose(id)}
          >
            {title}
          </button>
        ))}
      </div>
      <div className="grid gap-4" role="tabpanel" aria-label={client?.title}>
        {snippets.map((snippet) => (
          <div key={snippet.title} className="grid min-w-0 gap-2">
            <p className="m-0">{snippet.title}</p>
            <Snippet code={snippet.text} language={LANGUAGES[snippet.language]} label={snippet.title} />
          </div>
        ))}
      </div>
      <p className="label mb-0 mt-3">
        Several machines with one key tell themselves apart by the header Countersign-Instance.
      </p>
    </>
  );
}
