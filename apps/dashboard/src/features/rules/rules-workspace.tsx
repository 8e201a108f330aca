"use client";

import { Button, ConfirmDialog, LinkTabs, Menu, PageHeader, useToast } from "@countersign/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useSearchParams } from "next/navigation";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useState } from "react";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import type { Draft } from "#server/views/policy.ts";
import type { Vocabulary } from "#server/views/vocabulary.ts";
import { ChangedElsewhere } from "./changed-elsewhere.tsx";
import { ChangesView } from "./changes-view.tsx";
import { DraftState } from "./draft-status.tsx";
import { DraftViews } from "./draft-views.tsx";
import { EmptyPolicy } from "./empty-policy.tsx";
import { HistoryView } from "./history/history-view.tsx";
import { ObserveBanner } from "./observe-banner.tsx";
import { PublishDialog } from "./publish-dialog.tsx";
import { PublishedElsewhere } from "./published-elsewhere.tsx";
import { useChecked } from "./use-checked.ts";
import { useDraft } from "./use-draft.ts";

const VIEWS = ["builder", "yaml", "changes", "history"] as const;
type View = (typeof VIEWS)[number];
const TITLES: Readonly<Record<View, string>> = {
  builder: "Visual",
  yaml: "YAML",
  changes: "Changes",
  history: "History",
};
/** Without a view in the URL. */
const FIRST: View = "yaml";

interface RulesWorkspaceProps {
  readonly draft: Draft;
  readonly vocabulary: Vocabulary;
}

/** One text, seen as text, as what it changes, and with what came before; published from here. */
export function RulesWorkspace({ draft, vocabulary }: RulesWorkspaceProps) {
  const edited = useDraft(draft);
  const checked = useChecked(edited.text);
  const [view] = useQueryState("view", parseAsStringLiteral(VIEWS).withDefault(FIRST));
  const [isPublishing, setPublishing] = useState(false);
  const { published } = draft;
  const isChanged = edited.text !== published.source;
  const say = useToast();
  const publish = () => {
    if (edited.isReadOnly) say("Your role reads the policy; it can't publish it.");
    else if (!isChanged) say("There is nothing to publish: the text is as published.");
    else if (edited.baseVersion !== published.version) say(`Bring in version ${published.version} first.`);
    else setPublishing(true);
  };
  const isEmpty = edited.text.trim() === "" && published.version === 0;
  return (
    <>
      <PageHeader
        title="Rules"
        description={<DraftState status={edited.status} baseVersion={edited.baseVersion} />}
        actions={edited.isReadOnly ? undefined : <Actions {...{ draft, edited, isChanged, publish }} />}
      />
      <ObserveBanner source={published.source} />
      <PublishedElsewhere draft={draft} edited={edited} />
      <ChangedElsewhere draft={draft} edited={edited} />
      <ViewTabs current={view} isReadOnly={edited.isReadOnly} />
      {view === "history" ? <HistoryView published={published.version} canRestore={!edited.isReadOnly} /> : null}
      {view === "changes" ? <ChangesView published={published} text={edited.text} /> : null}
      {isEmpty && (view === "builder" || view === "yaml") ? (
        <EmptyPolicy vocabulary={vocabulary} isReadOnly={edited.isReadOnly} onStart={edited.setText} />
      ) : (
        <DraftViews view={view} edited={edited} checked={checked} vocabulary={vocabulary} onPublish={publish} />
      )}
      <PublishDialog
        isOpen={isPublishing}
        onClose={() => setPublishing(false)}
        draft={draft}
        edited={edited}
        checked={checked}
      />
    </>
  );
}

function ViewTabs({ current, isReadOnly }: { readonly current: View; readonly isReadOnly: boolean }) {
  const { name } = useOrganization();
  const query = useSearchParams();
  const href = (id: string) => {
    const next = new URLSearchParams(query);
    next.delete("version");
    if (id === FIRST) next.delete("view");
    else next.set("view", id);
    const text = next.toString();
    return `/o/${name}/rules${text === "" ? "" : `?${text}`}`;
  };
  // The builder has nothing for who may not change anything.
  const shown = VIEWS.filter((id) => id !== "builder" || !isReadOnly);
  const tabs = shown.map((id) => ({ id, title: TITLES[id], href: href(id) }));
  return <LinkTabs label="Views of the policy" tabs={tabs} current={current} />;
}

interface ActionsProps {
  readonly draft: Draft;
  readonly edited: ReturnType<typeof useDraft>;
  readonly isChanged: boolean;
  readonly publish: () => void;
}

function Actions({ draft, edited, isChanged, publish }: ActionsProps) {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const say = useToast();
  const { name: organization } = useOrganization();
  const [isDiscarding, setDiscarding] = useState(false);
  const discard = useMutation(trpc.policy.discardDraft.mutationOptions());
  const { published } = draft;
  const isBehind = edited.baseVersion !== published.version;
  return (
    <>
      <Menu
        label="More"
        items={[
          {
            label: "Save draft now",
            hint: "Ctrl-S",
            onSelect: edited.save,
            isDisabled: edited.status !== "unsaved" && edited.status !== "failed",
          },
          {
            label: "Discard draft",
            isDanger: true,
            onSelect: () => setDiscarding(true),
            isDisabled: edited.status === "published",
          },
        ]}
      />
      <Button look="primary" disabled={!isChanged || isBehind} onClick={publish}>
        Publish version {published.version + 1}
      </Button>
      <ConfirmDialog
        isOpen={isDiscarding}
        title="Discard your draft?"
        body={
          published.version === 0
            ? "Everything you wrote here is lost."
            : `You go back to version ${published.version}. What you changed since is lost.`
        }
        confirmLabel="Discard draft"
        isDanger
        onClose={() => setDiscarding(false)}
        onConfirm={async () => {
          await discard.mutateAsync({ organization });
          edited.take({ source: published.source, baseVersion: published.version, revision: 0 });
          await cache.invalidateQueries(trpc.policy.draft.queryFilter());
          say("The draft is discarded.");
        }}
      />
    </>
  );
}
