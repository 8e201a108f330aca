"use client";

import { Button, Input, Select } from "@countersign/ui";
import type { AgentView } from "#server/views/agent.ts";
import { AGENT_STATES, STATE_WORDS } from "./agent-state.ts";
import type { AgentFilters, useAgentFilters } from "./use-agent-filters.ts";

interface AgentFilterBarProps {
  readonly agents: readonly AgentView[];
  readonly filters: AgentFilters;
  readonly onChange: ReturnType<typeof useAgentFilters>[1];
}

/** Narrows the list by text, tag, owner and state. */
export function AgentFilterBar({ agents, filters, onChange }: AgentFilterBarProps) {
  const tags = [...new Set(agents.flatMap((agent) => agent.tags))].sort();
  const owners = new Map(agents.flatMap(({ owner }) => (owner ? [[owner.memberId, owner.name] as const] : [])));
  const change = (patch: Parameters<typeof onChange>[0]) => {
    onChange(patch).catch(() => undefined);
  };
  const isFiltered = filters.q !== "" || filters.tag !== null || filters.owner !== null || filters.state !== null;
  return (
    <search className="mb-4 grid grid-cols-2 gap-2 md:flex md:flex-wrap">
      <Input
        type="search"
        aria-label="Search agents"
        placeholder="Search agents"
        className="col-span-2 md:max-w-64"
        value={filters.q}
        onChange={(event) => change({ q: event.target.value === "" ? null : event.target.value })}
      />
      <Select
        aria-label="State"
        className="md:max-w-44"
        value={filters.state ?? ""}
        onChange={(event) => change({ state: AGENT_STATES.find((state) => state === event.target.value) ?? null })}
      >
        <option value="">Not archived</option>
        {AGENT_STATES.map((state) => (
          <option key={state} value={state}>
            {STATE_WORDS[state]}
          </option>
        ))}
      </Select>
      <Choice
        label="Tag"
        every="Any tag"
        value={filters.tag}
        options={tags.map((tag) => [tag, tag])}
        onChoose={(tag) => change({ tag })}
      />
      <Choice
        label="Owner"
        every="Any owner"
        value={filters.owner}
        options={[...owners]}
        onChoose={(owner) => change({ owner })}
      />
      {isFiltered ? (
        <Button look="quiet" onClick={() => change({ q: null, tag: null, owner: null, state: null })}>
          Clear filters
        </Button>
      ) : null}
    </search>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly every: string;
  readonly value: string | null;
  readonly options: readonly (readonly [value: string, title: string])[];
  readonly onChoose: (value: string | null) => void;
}

function Choice({ label, every, value, options, onChoose }: ChoiceProps) {
  if (options.length === 0) return null;
  return (
    <Select
      aria-label={label}
      className="md:max-w-44"
      value={value ?? ""}
      onChange={(event) => onChoose(event.target.value === "" ? null : event.target.value)}
    >
      <option value="">{every}</option>
      {options.map(([id, title]) => (
        <option key={id} value={id}>
          {title}
        </option>
      ))}
    </Select>
  );
}
