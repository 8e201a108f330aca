"use client";

import { Strip, StripRow } from "@countersign/ui";
import { useOrganization } from "#features/shell/organization-context.tsx";
import type { ApprovalRow } from "#server/views/approval.ts";
import type { RecordRow } from "#server/views/record.ts";
import { AppLink } from "./app-link.tsx";
import { stripApproval, stripCall } from "./strip-call.tsx";
import { useArrivals } from "./use-arrivals.ts";

interface CallStripProps {
  /** Names the strip for screen readers. */
  readonly label: string;
  /** What waits for a person; it stands on top. */
  readonly waiting: readonly ApprovalRow[];
  readonly records: readonly RecordRow[];
}

/** Calls as they come: each opens where it is told whole, and one that has just arrived slides in. */
export function CallStrip({ label, waiting, records }: CallStripProps) {
  const { name: organization } = useOrganization();
  const isNew = useArrivals(records.map((row) => row.id));
  return (
    <Strip label={label}>
      {waiting.map((approval) => (
        <StripRow
          key={approval.id}
          call={stripApproval(approval)}
          href={`/o/${organization}/approvals/${approval.id}`}
          link={AppLink}
        />
      ))}
      {records.map((row) => (
        <StripRow
          key={row.id}
          call={stripCall(row)}
          href={`/o/${organization}/audit/${row.id}`}
          link={AppLink}
          isNew={isNew(row.id)}
        />
      ))}
    </Strip>
  );
}
