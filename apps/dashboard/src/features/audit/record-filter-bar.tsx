"use client";

import { DECISIONS, type Facet, OUTCOMES, RECORD_KINDS, SURFACES } from "@countersign/contracts";
import { isAllowed } from "@countersign/core";
import { ColumnChoice, Input, Select, type StripColumn, Tag } from "@countersign/ui";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTRPC } from "#features/api/trpc.ts";
import { FilterBar } from "#features/shell/filter-bar.tsx";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { ArgumentFilter } from "./argument-filter.tsx";
import { CostFilter } from "./cost-filter.tsx";
import { SavedViews } from "./saved-views.tsx";
import { TimeFilter } from "./time-filter.tsx";
import type { FacetCounts } from "./use-facets.ts";
import { countFilters, type useRecordFilters } from "./use-record-filters.ts";

const TYPING_PAUSE_MS = 250;

interface RecordFilterBarProps {
  readonly filters: ReturnType<typeof useRecordFilters>[0];
  readonly onChange: ReturnType<typeof useRecordFilters>[1];
  /** How many records have each value; null while nobody knows. */
  readonly counts: FacetCounts | null;
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
const LINKED = ["approval", "instance", "person", "label", "code"] as const;

/** Narrows the audit by who, what, how it was decided and ended, when, and text; and chooses the columns. */
export function RecordFilterBar({ filters, onChange, counts, hidden, onHide }: RecordFilterBarProps) {
  const { name: organization, role } = useOrganization();
  const trpc = useTRPC();
  const choices = useQuery(trpc.records.choices.queryOptions({ organization }));
  const change = (patch: Parameters<typeof onChange>[0]) => {
    onChange(patch).catch(() => undefined);
  };
  const counted = (facet: Facet, options: readonly Option[]) => withCounts(options, counts?.get(facet));
  const choice = (name: ChoiceName, label: string, options: readonly Option[]) => (
    <Choice label={label} value={filters[name]} options={options} onChoose={(value) => change({ [name]: value })} />
  );
  return (
    <FilterBar
      search={<TextFilter text={filters.text ?? ""} onText={(text) => change({ text: text === "" ? null : text })} />}
      count={countFilters(filters)}
      onClear={() => change(null)}
      end={
        <>
          <SavedViews />
          <ColumnChoice label="Columns of the records" columns={COLUMNS} hidden={hidden} onHide={onHide} />
        </>
      }
    >
      <TimeFilter filters={filters} onChange={change} />
      {choice("agent", "Agent", counted("agent", choices.data?.agents ?? []))}
      {choice("connection", "Connection", counted("connection", choices.data?.connections ?? []))}
      {choice("operation", "Operation", counted("operation", plain(choices.data?.operations ?? [])))}
      {choice("rule", "Rule", counted("rule", plain([...(counts?.get("rule")?.keys() ?? [])])))}
      <Choice
        label="Decision"
        value={filters.decision}
        options={counted("decision", named(DECISIONS))}
        onChoose={(decision) => change({ decision: DECISIONS.find((one) => one === decision) ?? null })}
      />
      <Choice
        label="Outcome"
        value={filters.outcome}
        options={counted("outcome", named(OUTCOMES))}
        onChoose={(outcome) => change({ outcome: OUTCOMES.find((one) => one === outcome) ?? null })}
      />
      <Choice
        label="Kind"
        value={filters.kind}
        options={counted("kind", named(RECORD_KINDS))}
        onChoose={(kind) => change({ kind: RECORD_KINDS.find((one) => one === kind) ?? null })}
      />
      {choice("actor", "Person", plain(choices.data?.people ?? []))}
      <Choice
        label="Came by"
        value={filters.surface}
        options={counted("surface", named(SURFACES))}
        onChoose={(surface) => change({ surface: SURFACES.find((one) => one === surface) ?? null })}
      />
      <CostFilter min={filters.min} max={filters.max} onChange={change} />
      {isAllowed(role, "audit.readBodies") ? (
        <ArgumentFilter
          conditions={filters.args ?? []}
          onChange={(args) => change({ args: args.length === 0 ? null : [...args] })}
        />
      ) : null}
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

type ChoiceName = "agent" | "operation" | "connection" | "actor" | "rule";

interface Option {
  readonly name: string;
  readonly title: string;
}

function named(values: readonly string[]): readonly Option[] {
  return values.map((name) => ({ name, title: name.replaceAll("_", " ") }));
}

/** Names that are written as they are. */
function plain(values: readonly string[]): readonly Option[] {
  return values.map((name) => ({ name, title: name }));
}

function withCounts(options: readonly Option[], counts: ReadonlyMap<string, number> | undefined): readonly Option[] {
  if (!counts) return options;
  return options.map(({ name, title }) => {
    return { name, title: `${title} · ${(counts.get(name) ?? 0).toLocaleString("en-US")}` };
  });
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
