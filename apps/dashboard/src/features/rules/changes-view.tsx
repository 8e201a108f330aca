import { DiffView, EmptyState } from "@countersign/ui";
import type { Draft } from "#server/views/policy.ts";

interface ChangesViewProps {
  readonly published: Draft["published"];
  readonly text: string;
}

/** What publishing would change. */
export function ChangesView({ published, text }: ChangesViewProps) {
  if (text === published.source) {
    return (
      <EmptyState title="No changes">
        The text is exactly version {published.version}. Edit it, and what differs stands here.
      </EmptyState>
    );
  }
  return (
    <DiffView
      label="Changes of the draft"
      before={published.source}
      after={text}
      beforeTitle={published.version === 0 ? "Nothing yet" : `Version ${published.version}, in use`}
      afterTitle="Your draft"
    />
  );
}
