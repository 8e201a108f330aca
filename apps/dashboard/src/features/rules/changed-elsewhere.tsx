"use client";

import { Banner, Button, Dialog, DiffView } from "@countersign/ui";
import { useState } from "react";
import type { Draft } from "#server/views/policy.ts";
import type { EditedDraft } from "./use-draft.ts";

/** The same person's other window saved: both texts are shown, and one of them is chosen. Nothing was overwritten. */
export function ChangedElsewhere({ draft, edited }: { readonly draft: Draft; readonly edited: EditedDraft }) {
  const [isOpen, setOpen] = useState(false);
  if (edited.status !== "conflict") return null;
  const isGone = draft.revision === 0;
  const theirs = isGone ? "the published text" : "the other window's text";
  return (
    <>
      <Banner
        tone="danger"
        className="mb-4"
        action={
          <Button look="primary" onClick={() => setOpen(true)}>
            Compare both
          </Button>
        }
      >
        <b>
          {isGone
            ? "Your draft was published or discarded in another window"
            : "Your draft was changed in another window"}
        </b>{" "}
        <span className="muted">Nothing was overwritten; what you typed here is still here, but not saved.</span>
      </Banner>
      <Dialog title="Two texts of your draft" isOpen={isOpen} onClose={() => setOpen(false)} shape="sheet">
        <div className="policy-merge">
          <div className="flex flex-wrap gap-2">
            <Button
              look="primary"
              onClick={() => {
                edited.keepMine(draft.revision);
                setOpen(false);
              }}
            >
              Keep this window's text
            </Button>
            <Button
              onClick={() => {
                edited.take(draft);
                setOpen(false);
              }}
            >
              Take {theirs}
            </Button>
          </div>
          <DiffView
            label="The two texts"
            before={draft.source}
            after={edited.text}
            beforeTitle={isGone ? "Published" : "The other window"}
            afterTitle="This window"
          />
        </div>
      </Dialog>
    </>
  );
}
