"use client";

import { SECRET_CONCERNS } from "@countersign/core";
import { Input, Select } from "@countersign/ui";
import { FilterBar } from "#features/shell/filter-bar.tsx";
import { SECRET_KINDS } from "#server/views/secret.ts";
import type { SecretFilters, useSecretFilters } from "./use-secret-filters.ts";
import { CONCERN_WORDS, KIND_WORDS } from "./words.ts";

interface SecretFilterBarProps {
  readonly filters: SecretFilters;
  readonly onChange: ReturnType<typeof useSecretFilters>[1];
}

/** Narrows the inventory by kind, by what speaks against a secret, by state and by words. */
export function SecretFilterBar({ filters, onChange }: SecretFilterBarProps) {
  const change = (patch: Parameters<typeof onChange>[0]) => {
    onChange(patch).catch(() => undefined);
  };
  const isSet = [filters.kind !== null, filters.concern !== null, filters.text !== "", filters.state !== "live"];
  return (
    <FilterBar
      search={
        <Input
          type="search"
          aria-label="Search secrets"
          placeholder="Search names and owners"
          value={filters.text}
          onChange={(event) => change({ text: event.target.value })}
        />
      }
      count={isSet.filter(Boolean).length}
      onClear={() => change(null)}
    >
      <Select
        aria-label="Kind"
        value={filters.kind ?? ""}
        onChange={(event) => change({ kind: SECRET_KINDS.find((kind) => kind === event.target.value) ?? null })}
      >
        <option value="">Kind: all</option>
        {SECRET_KINDS.map((kind) => (
          <option key={kind} value={kind}>
            {KIND_WORDS[kind]}
          </option>
        ))}
      </Select>
      <Select
        aria-label="To look at"
        value={filters.concern ?? ""}
        onChange={(event) => change({ concern: SECRET_CONCERNS.find((one) => one === event.target.value) ?? null })}
      >
        <option value="">To look at: all</option>
        {SECRET_CONCERNS.map((concern) => (
          <option key={concern} value={concern}>
            {CONCERN_WORDS[concern].word}
          </option>
        ))}
      </Select>
      <Select
        aria-label="State"
        value={filters.state}
        onChange={(event) =>
          change({ state: (["live", "ended", "all"] as const).find((one) => one === event.target.value) ?? null })
        }
      >
        <option value="live">State: live</option>
        <option value="ended">State: ended</option>
        <option value="all">State: all</option>
      </Select>
    </FilterBar>
  );
}
