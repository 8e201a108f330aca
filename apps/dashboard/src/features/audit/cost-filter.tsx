"use client";

import { parseUsd } from "@countersign/core";
import { Input } from "@countersign/ui";
import { useEffect, useId, useState } from "react";

interface CostFilterProps {
  readonly min: string | null;
  readonly max: string | null;
  readonly onChange: (patch: { readonly min?: string | null; readonly max?: string | null }) => void;
}

/** What a call cost, from and up to, in dollars. */
export function CostFilter({ min, max, onChange }: CostFilterProps) {
  return (
    <span className="col-span-2 flex items-center gap-2">
      <Amount
        label="Cost at least"
        placeholder="Cost ≥ $"
        value={min}
        onAmount={(amount) => onChange({ min: amount })}
      />
      <Amount
        label="Cost at most"
        placeholder="Cost ≤ $"
        value={max}
        onAmount={(amount) => onChange({ max: amount })}
      />
    </span>
  );
}

interface AmountProps {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string | null;
  readonly onAmount: (amount: string | null) => void;
}

function Amount({ label, placeholder, value, onAmount }: AmountProps) {
  const [draft, setDraft] = useState(value ?? "");
  const noteId = useId();
  useEffect(() => setDraft(value ?? ""), [value]);
  const isAmount = draft.trim() === "" || parseUsd(draft) !== null;
  const apply = () => {
    if (isAmount) onAmount(draft.trim() === "" ? null : draft.trim());
  };
  return (
    <>
      <Input
        inputMode="decimal"
        aria-label={label}
        placeholder={placeholder}
        className="num w-auto flex-1 md:w-[92px] md:flex-none"
        value={draft}
        aria-describedby={isAmount ? undefined : noteId}
        aria-invalid={isAmount ? undefined : true}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={apply}
        onKeyDown={(event) => {
          if (event.key === "Enter") apply();
        }}
      />
      {isAmount ? null : (
        <span id={noteId} className="problem" role="alert">
          An amount like 0.25
        </span>
      )}
    </>
  );
}
