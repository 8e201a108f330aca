"use client";

import { isAllowed } from "@countersign/core";
import { Button, EmptyState, Section } from "@countersign/ui";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { QueryError } from "#features/api/query-error.tsx";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { IssueTokenDialog } from "./issue-token-dialog.tsx";
import { TokenTable } from "./token-table.tsx";

/** Tokens of the management API. */
export function TokensSettings() {
  const trpc = useTRPC();
  const { name, role } = useOrganization();
  const [isIssuing, setIssuing] = useState(false);
  const { data, error, isPending, refetch } = useQuery(trpc.tokens.list.queryOptions({ organization: name }));
  if (error && !data) return <QueryError error={error} onRetry={() => void refetch()} />;
  const issue = isAllowed(role, "tokens.write") ? (
    <Button look="primary" onClick={() => setIssuing(true)}>
      Issue a token…
    </Button>
  ) : null;
  return (
    <>
      <Section
        title="API tokens"
        className="mt-2"
        description={
          <>
            A token lets automation do under <span className="mono">/api/v1</span> what its role may. It stops when it
            is revoked, when its time is over, and when whoever issued it may no longer do so. It decides no approvals:
            for that, everybody issues tokens of their own in <a href="/account">their account</a>. What there is to
            call stands in the <a href="/api/v1/openapi.json">OpenAPI document</a>.
          </>
        }
        actions={issue}
      >
        <TokenTable
          tokens={data?.tokens ?? []}
          isLoading={isPending}
          empty={
            <EmptyState title="No token yet">
              Issue one for your pipeline or script. Agents don't need it: they use keys.
            </EmptyState>
          }
        />
      </Section>
      <IssueTokenDialog isOpen={isIssuing} onClose={() => setIssuing(false)} />
    </>
  );
}
