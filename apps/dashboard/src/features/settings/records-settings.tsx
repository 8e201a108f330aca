"use client";

import { isAllowed } from "@countersign/core";
import { Facts, Section, SkeletonRows, TimeText } from "@countersign/ui";
import { useQuery } from "@tanstack/react-query";
import { QueryError } from "#features/api/query-error.tsx";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { ErasePersonForm } from "./erase-person-form.tsx";
import { RetentionForm } from "./retention-form.tsx";

const LOOK_AGAIN_MS = 2_000;

/** How long bodies of records are kept, and taking a person's data out of them. */
export function RecordsSettings() {
  const trpc = useTRPC();
  const { name: organization, role } = useOrganization();
  const { data, error, isPending, refetch } = useQuery(
    trpc.audit.keeping.queryOptions(
      { organization },
      {
        refetchInterval: ({ state }) =>
          state.data?.erasures.some(({ finishedAt }) => finishedAt === null) ? LOOK_AGAIN_MS : false,
      },
    ),
  );
  if (isPending) return <SkeletonRows rows={4} label="Loading how records are kept" />;
  if (!data) return <QueryError error={error} onRetry={() => void refetch()} />;
  const mayErase = isAllowed(role, "audit.erase");
  return (
    <div className="max-w-[720px]">
      <Section
        title="How long arguments and results are kept"
        description="Who called, arguments, results and free text go after this time. Times, agents, operations, decisions, rules, outcomes and prices stay, and so does each record's place in the signed tree."
        className="mt-2"
      >
        {mayErase ? (
          <RetentionForm days={data.retentionDays} />
        ) : (
          <Facts
            facts={[{ name: "Kept", value: data.retentionDays === null ? "For ever" : `${data.retentionDays} days` }]}
          />
        )}
        {data.erasedBefore === null ? null : (
          <p className="muted mb-0 mt-3">
            Erased before <TimeText at={data.erasedBefore} />.
          </p>
        )}
      </Section>
      {mayErase ? (
        <Section
          title="Erase a person"
          description="Takes a person out of every record and every ended approval that holds them. The tree still verifies: it says that something was erased, and nothing of what it was."
        >
          <ErasePersonForm />
        </Section>
      ) : null}
      <Section title="Erasures">
        {data.erasures.length === 0 ? <p className="muted m-0">Nobody was erased.</p> : null}
        <ul className="m-0 grid list-none gap-3 p-0">
          {data.erasures.map((each) => (
            <li key={each.id}>
              <TimeText at={each.requestedAt} /> by {each.requestedBy}:{" "}
              <span className="num">
                {each.records.toLocaleString("en-US")} records, {each.approvals.toLocaleString("en-US")} approvals
              </span>
              {each.finishedAt === null ? ", under way" : null}
              <br />
              <span className="mono muted break-all">{each.id}</span>
            </li>
          ))}
        </ul>
      </Section>
    </div>
  );
}
