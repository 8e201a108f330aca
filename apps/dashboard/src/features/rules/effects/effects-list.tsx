"use client";

import { Banner, EmptyState, Mark, Section, SkeletonRows } from "@countersign/ui";
import { useQuery } from "@tanstack/react-query";
import { QueryError } from "#features/api/query-error.tsx";
import { useTRPCClient } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { DIFFERENCE_WORDS, OUTCOME_MARK, OUTCOME_WORDS } from "./effect-words.ts";

/** A text, or a published version; 0 is none at all. */
export type ComparedText = { readonly source: string } | { readonly version: number };

interface EffectsListProps {
  readonly before: ComparedText;
  readonly after: ComparedText;
}

/** What changes for which agent from one policy to another, in the organization as it is now. */
export function EffectsList({ before, after }: EffectsListProps) {
  const client = useTRPCClient();
  const { name: organization } = useOrganization();
  const { data, error, refetch } = useQuery({
    queryKey: ["policy-effects", organization, before, after],
    queryFn: ({ signal }) => client.policy.effects.mutate({ organization, before, after }, { signal }),
  });
  return (
    <Section title="For whom it changes" description="Each agent's calls, whatever their arguments.">
      {error ? <QueryError error={error} onRetry={() => refetch()} /> : null}
      {!data && !error ? <SkeletonRows rows={3} label="Comparing what agents may do" /> : null}
      {data?.kind === "unreadable" ? <Banner tone="danger">One of the texts can't be read.</Banner> : null}
      {data?.kind === "compared" && data.total === 0 ? (
        <EmptyState title="Nothing changes for anybody">Every agent may do what it may do now.</EmptyState>
      ) : null}
      {data?.kind === "compared" && data.total > 0 ? (
        <>
          <ul className="m-0 list-none p-0" aria-label="What changes for whom">
            {data.changes.map((change) => (
              <li key={`${change.agent} ${change.operation}`} className="grid gap-1 border-b py-2 sm:grid-cols-2">
                <span className="min-w-0 break-words">
                  <b>{change.agent}</b> <span className="mono">{change.operation}</span>
                </span>
                <span className="flex flex-wrap items-baseline gap-2">
                  <Mark kind={OUTCOME_MARK[change.before]}>{OUTCOME_WORDS[change.before]}</Mark>
                  {change.before === change.after ? null : (
                    <>
                      <span aria-hidden="true">→</span>
                      <span className="sr">becomes</span>
                      <Mark kind={OUTCOME_MARK[change.after]}>{OUTCOME_WORDS[change.after]}</Mark>
                    </>
                  )}
                  <span className="label">
                    {change.differences
                      .filter((one) => one !== "outcome")
                      .map((one) => DIFFERENCE_WORDS[one])
                      .join(", ")}
                  </span>
                </span>
              </li>
            ))}
          </ul>
          {data.total > data.changes.length ? (
            <p className="label">{data.total - data.changes.length} more aren't shown.</p>
          ) : null}
          {data.isWhole ? null : <p className="label">There are many agents: only the first by name were compared.</p>}
        </>
      ) : null}
    </Section>
  );
}
