import { Badge, type BadgeTone } from "@countersign/ui";
import type { DraftStatus } from "./use-draft.ts";

const WORDS: Readonly<Record<DraftStatus, readonly [BadgeTone, string]>> = {
  published: ["ok", "As published"],
  saved: ["neutral", "Draft saved"],
  unsaved: ["muted", "Not saved yet"],
  saving: ["muted", "Saving…"],
  failed: ["danger", "Couldn't be saved: trying again"],
  refused: ["danger", "Couldn't be saved: you may not, or it is too long"],
  conflict: ["danger", "Changed elsewhere"],
};

/** Where the text stands: what is published, what is a draft, whether it is safe. */
export function DraftState({ status, baseVersion }: { readonly status: DraftStatus; readonly baseVersion: number }) {
  const [tone, words] = WORDS[status];
  return (
    <span className="flex flex-wrap items-center gap-2">
      <span>
        {baseVersion === 0
          ? "Nothing is published yet"
          : status === "published"
            ? `Version ${baseVersion}`
            : `Draft from version ${baseVersion}`}
      </span>
      <span role="status">
        <Badge tone={tone}>{words}</Badge>
      </span>
    </span>
  );
}
