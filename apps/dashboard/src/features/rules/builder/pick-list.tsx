"use client";

import { Checkbox, Field, Input, TagInput } from "@countersign/ui";
import { type ReactNode, useId, useMemo, useState } from "react";

export interface PickGroup {
  readonly title: string;
  readonly options: readonly PickOption[];
}

export interface PickOption {
  readonly value: string;
  readonly label: ReactNode;
  /** What the search finds. */
  readonly words: string;
}

interface PickListProps {
  readonly label: string;
  readonly hint: string;
  readonly problem?: string | undefined;
  readonly value: readonly string[];
  readonly onChange: (value: readonly string[]) => void;
  readonly groups: readonly PickGroup[];
  readonly browseLabel: string;
  /** Stands above the groups: filters, for instance. */
  readonly tools?: ReactNode;
}

/** Several of what is known, ticked from a list, or typed as a pattern. */
export function PickList({ label, hint, problem, value, onChange, groups, browseLabel, tools }: PickListProps) {
  const suggestions = useMemo(() => groups.flatMap(({ options }) => options.map((option) => option.value)), [groups]);
  return (
    <div className="grid gap-2">
      <Field label={label} hint={hint} problem={problem}>
        {(control) => (
          <TagInput
            {...control}
            value={value}
            onChange={onChange}
            suggestions={suggestions}
            placeholder="Type, or choose below"
          />
        )}
      </Field>
      <details className="pick-list">
        <summary>{browseLabel}</summary>
        <PickGroups groups={groups} value={value} onChange={onChange} tools={tools} label={browseLabel} />
      </details>
    </div>
  );
}

type PickGroupsProps = Pick<PickListProps, "groups" | "value" | "onChange" | "tools" | "label">;

function PickGroups({ groups, value, onChange, tools, label }: PickGroupsProps) {
  const [query, setQuery] = useState("");
  const searchId = useId();
  const wanted = query.trim().toLowerCase();
  const found = groups
    .map((group) => ({ ...group, options: group.options.filter(({ words }) => words.toLowerCase().includes(wanted)) }))
    .filter(({ options }) => options.length > 0);
  const toggle = (option: string, isOn: boolean) =>
    onChange(isOn ? [...value, option] : value.filter((other) => other !== option));
  return (
    <div className="pick-groups">
      <div className="flex flex-wrap gap-2">
        <label htmlFor={searchId} className="sr">
          {`Search: ${label}`}
        </label>
        <Input
          id={searchId}
          className="max-w-[240px]"
          type="search"
          placeholder="Search"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
        {tools}
      </div>
      {found.length === 0 ? <p className="faint m-0">Nothing matches.</p> : null}
      {found.map((group) => (
        <fieldset key={group.title} className="pick-group">
          <legend>{group.title}</legend>
          {group.options.map((option) => (
            <Checkbox
              key={option.value}
              label={option.label}
              checked={value.includes(option.value)}
              onChange={(isOn) => toggle(option.value, isOn)}
            />
          ))}
        </fieldset>
      ))}
    </div>
  );
}
