"use client";

import { Banner, Button } from "@countersign/ui";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import type { Draft } from "#server/views/policy.ts";
import { MergeDialog } from "./merge/merge-dialog.tsx";
import type { EditedDraft } from "./use-draft.ts";

/** Says at once when somebody published while this text is open, and brings their version in without losing a line. */
export function PublishedElsewhere({ draft, edited }: { readonly draft: Draft; readonly edited: EditedDraft }) {
  const { published } = draft;
  const isNewer = published.version > edited.baseVersion;
  if (!isNewer) return null;
  return edited.status === "published" ? (
    <TakeNewest draft={draft} edited={edited} />
  ) : (
    <NewerVersion draft={draft} edited={edited} />
  );
}

/** Nothing was changed here: the new version simply takes its place. */
function TakeNewest({ draft, edited }: { readonly draft: Draft; readonly edited: EditedDraft }) {
  const { published } = draft;
  const { take } = edited;
  useEffect(() => {
    take({ source: published.source, baseVersion: published.version, revision: 0 });
  }, [take, published.source, published.version]);
  return null;
}

function NewerVersion({ draft, edited }: { readonly draft: Draft; readonly edited: EditedDraft }) {
  const trpc = useTRPC();
  const { name: organization } = useOrganization();
  const [isOpen, setOpen] = useState(false);
  const { published } = draft;
  const { baseVersion } = edited;
  const who = useQuery(trpc.policy.version.queryOptions({ organization, version: published.version }));
  const base = useQuery(
    trpc.policy.version.queryOptions(
      { organization, version: baseVersion },
      { enabled: baseVersion > 0, staleTime: Number.POSITIVE_INFINITY },
    ),
  );
  const baseSource = baseVersion === 0 ? "" : base.data?.source;
  const author = who.data?.publishedByName ?? "Somebody";
  return (
    <>
      <Banner
        tone="attention"
        className="mb-4"
        action={
          <Button look="primary" disabled={baseSource === undefined} onClick={() => setOpen(true)}>
            Bring in version {published.version}
          </Button>
        }
      >
        <b>
          {author} published version {published.version}
        </b>{" "}
        <span className="muted">
          “{published.message}”. Your draft is still here, made from{" "}
          {baseVersion === 0 ? "nothing" : `version ${baseVersion}`}.
        </span>
      </Banner>
      <MergeDialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        base={baseSource ?? ""}
        mine={edited.text}
        theirs={published.source}
        baseVersion={baseVersion}
        theirVersion={published.version}
        onMerged={(text) => {
          edited.rebase(text, published.version);
          setOpen(false);
        }}
      />
    </>
  );
}
