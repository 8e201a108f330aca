"use client";

import { Input, Select } from "@countersign/ui";
import { useState, useSyncExternalStore } from "react";
import { fromLocalField, SINCE, SINCE_WORDS, toLocalField } from "./time-range.ts";
import type { RecordFilters } from "./use-record-filters.ts";

interface TimeFilterProps {
  readonly filters: Pick<RecordFilters, "since" | "from" | "to">;
  readonly onChange: (patch: Partial<Pick<RecordFilters, "since" | "from" | "to">>) => void;
}

const never = () => () => undefined;
const viewerZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A span that ends now, or two instants in the viewer's own zone, which is named. */
export function TimeFilter({ filters, onChange }: TimeFilterProps) {
  const zone = useSyncExternalStore(never, viewerZone, () => "UTC");
  const hasRange = filters.from !== null || filters.to !== null;
  const [isBetween, setBetween] = useState(hasRange);
  const value = filters.since ?? (isBetween || hasRange ? "between" : "");
  return (
    <>
      <Select
        aria-label="Time"
        value={value}
        onChange={(event) => {
          const since = SINCE.find((one) => one === event.target.value) ?? null;
          setBetween(event.target.value === "between");
          onChange(event.target.value === "between" ? { since } : { since, from: null, to: null });
        }}
      >
        <option value="">Time: all</option>
        {SINCE.map((since) => (
          <option key={since} value={since}>
            {SINCE_WORDS[since]}
          </option>
        ))}
        <option value="between">Between…</option>
      </Select>
      {value === "between" ? (
        <span className="col-span-2 flex flex-wrap items-center gap-2">
          {(["from", "to"] as const).map((end) => (
            <Input
              key={end}
              type="datetime-local"
              aria-label={end === "from" ? "From" : "Until"}
              className="w-auto flex-1 md:flex-none"
              defaultValue={toLocalField(filters[end], zone)}
              onChange={(event) => onChange({ [end]: fromLocalField(event.target.value, zone) })}
            />
          ))}
          <span className="label">{zone}</span>
        </span>
      ) : null}
    </>
  );
}
