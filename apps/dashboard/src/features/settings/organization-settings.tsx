"use client";

import { isAllowed } from "@countersign/core";
import { Facts, Section, SkeletonRows, TimeText } from "@countersign/ui";
import { useQuery } from "@tanstack/react-query";
import { QueryError } from "#features/api/query-error.tsx";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { DangerSection } from "./danger-section.tsx";
import { OrganizationForm } from "./organization-form.tsx";

/** What the organization is called, when its days begin, and how to stop all of it. */
export function OrganizationSettings() {
  const trpc = useTRPC();
  const { name, role } = useOrganization();
  const { data, error, isPending, refetch } = useQuery(trpc.organization.get.queryOptions({ organization: name }));
  if (isPending) return <SkeletonRows rows={4} label="Loading the organization" />;
  if (!data) return <QueryError error={error} onRetry={() => void refetch()} />;
  return (
    <div className="max-w-[720px]">
      <Section title="Organization" className="mt-2">
        {/* The heading's line is the list's first one. */}
        <div className="-mt-[17px]">
          <Facts
            facts={[
              { name: "Name", value: <span className="mono">{data.name}</span> },
              { name: "Id", value: <span className="mono">{data.id}</span> },
              { name: "Since", value: <TimeText at={data.createdAt} /> },
            ]}
          />
        </div>
        <p className="muted mb-6 mt-0">The name stays for good: addresses, rules and records carry it.</p>
        {isAllowed(role, "organization.write") ? (
          <OrganizationForm title={data.title} timeZone={data.timeZone} />
        ) : (
          <Facts
            facts={[
              { name: "Title", value: data.title },
              { name: "Time zone", value: data.timeZone },
            ]}
          />
        )}
      </Section>
      {isAllowed(role, "kills.write") ? <DangerSection organization={data} /> : null}
    </div>
  );
}
