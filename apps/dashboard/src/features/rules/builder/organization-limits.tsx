"use client";

import type { LimitFields } from "@countersign/policy";
import { Button } from "@countersign/ui";
import { useState } from "react";
import { RuleLimits } from "./rule-limits.tsx";

interface OrganizationLimitsProps {
  readonly limits: readonly LimitFields[];
  readonly save: (limits: readonly LimitFields[]) => string | null;
  readonly problem: string | undefined;
}

/** The limits of the whole organization; they enter the draft once they are complete. */
export function OrganizationLimits({ limits, save, problem }: OrganizationLimitsProps) {
  const [draft, setDraft] = useState(limits);
  const [refused, setRefused] = useState<string | null>(null);
  const isChanged = JSON.stringify(draft) !== JSON.stringify(limits);
  const isWhole = draft.every(({ calls = 0, concurrency = 0 }) => !Number.isNaN(calls) && !Number.isNaN(concurrency));
  return (
    <div className="mt-3 grid gap-3">
      <RuleLimits
        value={draft}
        usualScope="organization"
        problem={refused ?? problem}
        onChange={(next) => {
          setRefused(null);
          setDraft(next);
        }}
      />
      {isChanged ? (
        <div className="flex gap-2">
          <Button look="primary" onClick={() => setRefused(isWhole ? save(draft) : "Write a whole number of calls.")}>
            Change limits in draft
          </Button>
          <Button onClick={() => setDraft(limits)}>Leave them as they were</Button>
        </div>
      ) : null}
    </div>
  );
}
