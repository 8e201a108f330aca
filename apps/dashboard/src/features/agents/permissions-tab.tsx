"use client";

import { EmptyState, Input, Section, Select, SkeletonRows } from "@countersign/ui";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { QueryError } from "#features/api/query-error.tsx";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import type { AgentDetail } from "#server/views/agent.ts";
import type { OperationPermissionView } from "#server/views/agent-permissions.ts";
import { PermissionRow } from "./permission-row.tsx";
import { OUTCOME_WORDS, OUTCOMES } from "./permission-words.ts";

/** What the agent may do: every operation with its outcome, not the rules. */
export function PermissionsTab({ agent }: { readonly agent: AgentDetail }) {
  const { name: organization } = useOrganization();
  const trpc = useTRPC();
  const [filters, setFilters] = useQueryStates(
    { find: parseAsString.withDefault(""), outcome: parseAsStringLiteral(OUTCOMES), instance: parseAsString },
    { history: "replace" },
  );
  const instance = agent.instances.find((one) => one.name === filters.instance);
  const permissions = useQuery(
    trpc.agents.permissions.queryOptions(
      { organization, agentId: agent.id, ...(instance ? { instanceId: instance.id } : {}) },
      { placeholderData: keepPreviousData },
    ),
  );
  const change = (patch: Parameters<typeof setFilters>[0]) => {
    setFilters(patch).catch(() => undefined);
  };
  if (permissions.isError) return <QueryError error={permissions.error} onRetry={permissions.refetch} />;
  if (permissions.isPending) return <SkeletonRows rows={8} label="Working out what it may do" />;
  const { operations, policyVersion } = permissions.data;
  if (operations.length === 0) return <NothingConnected />;
  const shown = operations.filter((one) => isMatch(one, filters));
  return (
    <>
      <search className="mb-2 grid grid-cols-2 gap-2 md:flex md:flex-wrap">
        <Input
          type="search"
          aria-label="Search operations"
          placeholder="Search operations"
          className="col-span-2 md:max-w-64"
          value={filters.find}
          onChange={(event) => change({ find: event.target.value === "" ? null : event.target.value })}
        />
        <Select
          aria-label="Outcome"
          className="md:max-w-44"
          value={filters.outcome ?? ""}
          onChange={(event) => change({ outcome: OUTCOMES.find((one) => one === event.target.value) ?? null })}
        >
          <option value="">Any outcome</option>
          {OUTCOMES.map((outcome) => (
            <option key={outcome} value={outcome}>
              {OUTCOME_WORDS[outcome]} ({operations.filter((one) => one.outcome === outcome).length})
            </option>
          ))}
        </Select>
        {agent.instances.length === 0 ? null : (
          <Select
            aria-label="Instance"
            className="md:max-w-52"
            value={instance?.name ?? ""}
            onChange={(event) => change({ instance: event.target.value === "" ? null : event.target.value })}
          >
            <option value="">Any instance</option>
            {agent.instances.map(({ id, name }) => (
              <option key={id} value={name}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </search>
      <p className="label m-0">
        {policyVersion === 0
          ? "No rules are published yet, so everything is denied. "
          : `By version ${policyVersion} of the rules. `}
        <Link href={`/o/${organization}/rules`}>
          {policyVersion === 0 ? "Write the first rules" : "Open the rules"}
        </Link>
      </p>
      {byConnection(shown).map(([connection, own]) => (
        <Section key={connection} title={own[0]?.connectionTitle ?? connection} className="mt-6">
          <ul className="m-0 list-none p-0" aria-label={`Operations of ${connection}`}>
            {own.map((permission) => (
              <PermissionRow key={permission.operation} permission={permission} />
            ))}
          </ul>
        </Section>
      ))}
      {shown.length === 0 ? <EmptyState title="No operation matches.">Search for less.</EmptyState> : null}
    </>
  );
}

function NothingConnected() {
  const { name: organization } = useOrganization();
  return (
    <EmptyState
      title="Nothing is connected yet"
      action={
        <Link className="btn primary" href={`/o/${organization}/connections`}>
          Add a connection
        </Link>
      }
    >
      Once a connection's operations are known, each one stands here with what becomes of a call of this agent.
    </EmptyState>
  );
}

function isMatch(
  permission: OperationPermissionView,
  { find, outcome }: { readonly find: string; readonly outcome: OperationPermissionView["outcome"] | null },
): boolean {
  if (outcome !== null && permission.outcome !== outcome) return false;
  const words = find.trim().toLowerCase();
  const ruleIds = permission.rules.map((rule) => rule.ruleId);
  return [permission.operation, permission.title, ...ruleIds].some((text) => text.toLowerCase().includes(words));
}

function byConnection(
  permissions: readonly OperationPermissionView[],
): readonly (readonly [connection: string, own: readonly OperationPermissionView[]])[] {
  const names = [...new Set(permissions.map((one) => one.connection))];
  return names.map((name) => [name, permissions.filter((one) => one.connection === name)]);
}
