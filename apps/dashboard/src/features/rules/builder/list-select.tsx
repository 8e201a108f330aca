"use client";

import { Select } from "@countersign/ui";

interface ListSelectProps {
  readonly value: string;
  readonly lists: readonly string[];
  readonly onChange: (list: string) => void;
}

/** One of the policy's lists. */
export function ListSelect({ value, lists, onChange }: ListSelectProps) {
  return (
    <Select aria-label="List" value={value} onChange={(event) => onChange(event.target.value)}>
      {lists.includes(value) ? null : <option value={value}>{value === "" ? "No list yet" : value}</option>}
      {lists.map((list) => (
        <option key={list} value={list}>
          {list}
        </option>
      ))}
    </Select>
  );
}
