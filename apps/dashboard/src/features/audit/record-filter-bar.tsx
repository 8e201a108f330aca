"use client";

import { DECISIONS, OUTCOMES, RECORD_KINDS } from "@countersign/contracts";
import { ColumnChoice, Input, Select, type StripColumn, Tag } from "@countersign/ui";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTRPC } from "#features/api/trpc.ts";
import { FilterBar } from "#features/shell/filter-bar.tsx";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { TimeFilter } from "./time-filter.tsx";
import { countFilters, type useRecordFilters } from "./use-record-filters.ts";

const TYPING_PAUSE_MS = 250;

interface RecordFilterBarProps {
  readonly filters: ReturnType<typeof useRecordFilters>[0];
  readonly onChange: ReturnType<typeof useRecordFilters>[1];
  readonly hidden: readonly StripColumn[];
  readonly onHide: (hidden: string[]) => void;
}

const COLUMNS: readonly { readonly id: StripColumn; readonly title: string }[] = [
  { id: "argument", title: "First argument" },
  { id: "rule", title: "Rule" },
  { id: "cost", title: "Cost" },
  { id: "latency", title: "Latency" },
];

/** Filters that only links set; the bar shows them to be taken away. */
const LINKED = ["approval", "rule", "instance"] as const;

/** Narrows the audit by who, what, how it was decided and ended, when, and text; and chooses the columns. */
export function RecordFilterBar({ filters, onChange, hidden, onHide }: RecordFilterBarProps) {
  const { name: organization } = useOrganization();
  const trpc = useTRPC();
  const facets = useQuery(trpc.records.choices.queryOptions({ organization }));
  const change = (patch: Parameters<typeof onChange>[0]) => {
    onChange(patch).catch(() => undefined);
  };
  const choice = (name: "agent" | "operation" | "connection" | "actor", label: string, options: readonly Option[]) => (
    <Choice label={label} value={filters[name]} options={options} onChoose={(value) => change({ [name]: value })} />
  );
  return (
    <FilterBar
      search={<TextFilter text={filters.text ?? ""} onText={(text) => change({ text: text === "" ? null : text })} />}
      count={countFilters(filters)}
      onClear={() => change(null)}
      end={<ColumnChoice label="Columns of the records" columns={COLUMNS} hidden={hidden} onHide={onHide} />}
    >
      <TimeFilter filters={filters} onChange={change} />
      {choice("agent", "Agent", facets.data?.agents ?? [])}
      {choice("connection", "Connection", facets.data?.connections ?? [])}
      {choice("operation", "Operation", named(facets.data?.operations ?? []))}
      <Choice
        label="Decision"
        value={filters.decision}
        options={named(DECISIONS)}
        onChoose={(decision) => change({ decision: DECISIONS.find((one) => one === decision) ?? null })}
      />
      <Choice
        label="Outcome"
        value={filters.outcome}
        options={named(OUTCOMES)}
        onChoose={(outcome) => change({ outcome: OUTCOMES.find((one) => one === outcome) ?? null })}
      />
      <Choice
        label="Kind"
        value={filters.kind}
        options={named(RECORD_KINDS)}
        onChoose={(kind) => change({ kind: RECORD_KINDS.find((one) => one === kind) ?? null })}
      />
      {choice("actor", "Person", named(facets.data?.people ?? []))}
      {LINKED.map((name) =>
        filters[name] === null ? null : (
          <span key={name} className="flex min-w-0 items-center">
            <Tag onRemove={() => change({ [name]: null })}>{`${name}: ${filters[name]}`}</Tag>
          </span>
        ),
      )}
    </FilterBar>
  );
}

interface Option {
  readonly name: string;
  readonly title: string;
}

function named(values: readonly string[]): readonly Option[] {
  return values.map((name) => ({ name, title: name.replaceAll("_", " ") }));
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string | null;
  readonly options: readonly Option[];
  readonly onChoose: (value: string | null) => void;
}

function Choice({ label, value, options, onChoose }: ChoiceProps) {
  const isKnown = value === null || options.some((option) => option.name === value);
  return (
    <Select
      aria-label={label}
      value={value ?? ""}
      onChange={(event) => onChoose(event.target.value === "" ? null : event.target.value)}
    >
      <option value="">{label}: all</option>
      {isKnown ? null : <option value={value}>{value}</option>}
      {options.map((option) => (
        <option key={option.name} value={option.name}>
          {option.title}
        </option>
      ))}
    </Select>
  );
}

/** Searches a moment after the last key, not at each. */
function TextFilter({ text, onText }: { readonly text: string; readonly onText: (text: string) => void }) {
  const [draft, setDraft] = useState(text);
  useEffect(() => setDraft(text), [text]);
  useEffect(() => {
    if (draft === text) return;
    const timer = setTimeout(() => onText(draft), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [draft, text, onText]);
  return (
    <Input
      type="search"
      aria-label="Search records"
      placeholder="Search arguments, rules, ids"
      value={draft}
      onChange={(event) => setDraft(event.target.value)}
    />
  );
}
