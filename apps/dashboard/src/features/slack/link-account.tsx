"use client";

import { Banner, Button, PageHeader, Skeleton, useDescribeError } from "@countersign/ui";
import { useMutation, useQuery } from "@tanstack/react-query";
import { QueryError } from "#features/api/query-error.tsx";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";

/** Asks whether an account of Slack is this person's, and links it. */
export function LinkAccount({ token }: { readonly token: string }) {
  const trpc = useTRPC();
  const describe = useDescribeError();
  const { name: organization, title } = useOrganization();
  const link = useMutation(trpc.slack.link.mutationOptions());
  const { data, error, refetch } = useQuery(
    trpc.slack.readLink.queryOptions({ organization, token }, { enabled: !link.isSuccess, retry: false }),
  );
  if (link.isSuccess) {
    return (
      <>
        <PageHeader title="Your Slack account is linked" description="Press the button in Slack once more to decide." />
        <p className="muted">You can close this page.</p>
      </>
    );
  }
  if (error) return <QueryError error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton />;
  return (
    <>
      <PageHeader
        title="Link your Slack account"
        description={
          <>
            What the account <span className="mono">{data.slackUserId}</span> of the workspace {data.teamName} decides
            then counts as yours in {title}.
          </>
        }
      />
      <div className="grid max-w-xl gap-4">
        <Banner tone="attention">
          Only go on if you have just pressed a button in Slack yourself. Whoever sent you this link could otherwise
          decide in your name.
        </Banner>
        {link.error ? (
          <p role="alert" className="m-0 text-deny">
            {describe(link.error)}
          </p>
        ) : null}
        <div>
          <Button look="primary" disabled={link.isPending} onClick={() => link.mutate({ organization, token })}>
            {link.isPending ? "Linking…" : "This account is mine: link it"}
          </Button>
        </div>
      </div>
    </>
  );
}
