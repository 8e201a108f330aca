import { DiffView, EmptyState } from "@countersign/ui";
import type { Draft } from "#server/views/policy.ts";
import { EffectsList } from "./effects/effects-list.tsx";
import { SimulationPanel } from "./effects/simulation-panel.tsx";
import { useSettled } from "./use-settled.ts";

const PAUSE_MS = 500;

interface ChangesViewProps {
  readonly published: Draft["published"];
  readonly text: string;
}

/** What publishing would change: in the text, for whom, and of calls that were made. */
export function ChangesView({ published, text }: ChangesViewProps) {
  const settled = useSettled(text, PAUSE_MS);
  if (text === published.source) {
    return (
      <EmptyState title="No changes">
        The text is exactly version {published.version}. Edit it, and what differs stands here.
      </EmptyState>
    );
  }
  return (
    <>
      <DiffView
        label="Changes of the draft"
        before={published.source}
        after={text}
        beforeTitle={published.version === 0 ? "Nothing yet" : `Version ${published.version}, in use`}
        afterTitle="Your draft"
      />
      <EffectsList before={{ version: published.version }} after={{ source: settled }} />
      <SimulationPanel source={settled} />
    </>
  );
}
