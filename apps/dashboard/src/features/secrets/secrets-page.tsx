"use client";

import { SECRET_CONCERNS } from "@countersign/core";
import { Badge, EmptyState, PageHeader, Table } from "@countersign/ui";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { QueryError } from "#features/api/query-error.tsx";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { useTableState } from "#features/shell/use-table-state.ts";
import type { SecretView } from "#server/views/secret.ts";
import { secretColumns } from "./secret-columns.tsx";
import { SecretFilterBar } from "./secret-filter-bar.tsx";
import { matchesSecret, useSecretFilters } from "./use-secret-filters.ts";
import { CONCERN_WORDS, secretPath } from "./words.ts";

/** What secrets exist: every key, token and credential, those to look at first. */
export function SecretsPage() {
  const { name: organization } = useOrganization();
  const trpc = useTRPC();
  const [filters, setFilters] = useSecretFilters();
  const table = useTableState("secrets");
  const secrets = useQuery(trpc.secrets.list.queryOptions({ organization }));
  const all = secrets.data?.secrets ?? [];
  const rows = useMemo(() => all.filter((secret) => matchesSecret(secret, filters)), [all, filters]);
  return (
    <>
      <PageHeader
        title="Secrets"
        description="Every key, token and credential that opens something here, those to look at first. What a secret is can't be shown again, only replaced."
      />
      <Concerns secrets={all} onChoose={(concern) => setFilters({ concern, state: "live" })} chosen={filters.concern} />
      <SecretFilterBar filters={filters} onChange={setFilters} />
      {secrets.isError ? (
        <QueryError error={secrets.error} onRetry={secrets.refetch} />
      ) : (
        <Table
          label="Secrets"
          columns={secretColumns}
          rows={rows}
          rowKey={(secret) => secret.id}
          rowHref={(secret) => `/o/${organization}${secretPath(secret)}`}
          isLoading={secrets.isPending}
          empty={<NoSecrets isAny={all.length > 0} />}
          {...table}
        />
      )}
    </>
  );
}

interface ConcernsProps {
  readonly secrets: readonly SecretView[];
  readonly chosen: SecretView["concerns"][number] | null;
  readonly onChoose: (concern: SecretView["concerns"][number] | null) => Promise<unknown>;
}

/** How many secrets each thing speaks against; pressing one narrows the list to them. */
function Concerns({ secrets, chosen, onChoose }: ConcernsProps) {
  const counted = SECRET_CONCERNS.map((concern) => ({
    concern,
    count: secrets.filter((secret) => secret.concerns.includes(concern)).length,
  })).filter(({ count }) => count > 0);
  if (counted.length === 0) return null;
  return (
    <ul className="m-0 mb-4 flex list-none flex-wrap gap-2 p-0" aria-label="To look at">
      {counted.map(({ concern, count }) => (
        <li key={concern}>
          <button
            type="button"
            className="btn quiet px-1"
            aria-pressed={chosen === concern}
            title={CONCERN_WORDS[concern].advice}
            onClick={() => {
              onChoose(chosen === concern ? null : concern).catch(() => undefined);
            }}
          >
            <Badge tone={CONCERN_WORDS[concern].tone}>
              <span className="num">{count}</span> {CONCERN_WORDS[concern].word}
            </Badge>
          </button>
        </li>
      ))}
    </ul>
  );
}

function NoSecrets({ isAny }: { readonly isAny: boolean }) {
  if (isAny)
    return <EmptyState title="No secret matches.">Take a filter away, or look among those that ended.</EmptyState>;
  return (
    <EmptyState title="No secret exists yet.">
      Issue a key on an agent's page, and it stands here with its owner, its age and its last use.
    </EmptyState>
  );
}
