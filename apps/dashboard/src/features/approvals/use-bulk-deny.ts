"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "#features/api/trpc.ts";
import type { ApprovalRow } from "#server/views/approval.ts";
import { problemOf } from "./use-decision.ts";

/** What came of one of them. */
export interface DeniedRow {
  readonly row: ApprovalRow;
  /** Why it wasn't denied; null when it was. */
  readonly problem: string | null;
}

export interface BulkDenial {
  readonly total: number;
  readonly done: readonly DeniedRow[];
}

/** Denies several calls one after the other, each a vote of its own with the same reason, and tells each result. */
export function useBulkDeny(organization: string) {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const deny = useMutation(trpc.approvals.deny.mutationOptions());
  const [denial, setDenial] = useState<BulkDenial | null>(null);
  const run = async (rows: readonly ApprovalRow[], reason: string): Promise<void> => {
    setDenial({ total: rows.length, done: [] });
    for (const row of rows) {
      const problem = await deny.mutateAsync({ organization, id: row.id, reason }).then(() => null, problemOf);
      setDenial((before) => before && { ...before, done: [...before.done, { row, problem }] });
    }
    await cache.invalidateQueries(trpc.approvals.pathFilter());
  };
  return { denial, run, clear: () => setDenial(null) };
}
