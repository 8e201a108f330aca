"use client";

import { Button, Dialog, DiffView, Mark } from "@countersign/ui";
import { useMemo, useState } from "react";
import { type ClashChoice, type MergeInput, type MergePart, mergedText, mergeTexts } from "./merge-texts.ts";

interface MergeDialogProps extends MergeInput {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly baseVersion: number;
  readonly theirVersion: number;
  /** Gets the text with both sides' changes. */
  readonly onMerged: (text: string) => void;
}

/** Brings a newer version's changes into one's own text: by itself where they don't meet, by choice where they do. */
export function MergeDialog({ isOpen, onClose, theirVersion, ...rest }: MergeDialogProps) {
  return (
    <Dialog title={`Bring in version ${theirVersion}`} isOpen={isOpen} onClose={onClose} shape="sheet">
      <MergeForm theirVersion={theirVersion} onClose={onClose} {...rest} />
    </Dialog>
  );
}

type Clash = Extract<MergePart, { kind: "clash" }>;

function MergeForm({
  base,
  mine,
  theirs,
  baseVersion,
  theirVersion,
  onClose,
  onMerged,
}: Omit<MergeDialogProps, "isOpen">) {
  const parts = useMemo(() => mergeTexts({ base, mine, theirs }), [base, mine, theirs]);
  const clashes = parts.filter((part): part is Clash => part.kind === "clash");
  const [choices, setChoices] = useState<readonly (ClashChoice | null)[]>(() => clashes.map(() => null));
  const merged = mergedText(parts, choices);
  const left = choices.filter((choice) => choice === null).length;
  return (
    <div className="policy-merge">
      {clashes.length === 0 ? (
        <Mark kind="allow">Your changes and theirs touch different lines, so both are kept.</Mark>
      ) : (
        <p className="m-0">
          {clashes.length === 1 ? "In one place" : `In ${clashes.length} places`} you both changed the same lines.
          Choose for each; everything else goes together by itself.
        </p>
      )}
      {clashes.map((clash, index) => (
        <ClashChooser
          key={clash.line}
          clash={clash}
          number={index + 1}
          choice={choices[index] ?? null}
          onChoose={(choice) => setChoices((before) => before.map((old, at) => (at === index ? choice : old)))}
        />
      ))}
      <div className="flex flex-wrap gap-2">
        <Button look="primary" disabled={merged === null} onClick={() => merged !== null && onMerged(merged)}>
          {left > 0 ? `${left} still to choose` : "Go on with both changes"}
        </Button>
        <Button onClick={onClose}>Not now</Button>
      </div>
      {merged === null ? (
        <>
          <DiffView
            label="Their changes"
            before={base}
            after={theirs}
            beforeTitle={`Version ${baseVersion}`}
            afterTitle={`Version ${theirVersion}, theirs`}
          />
          <DiffView
            label="Your changes"
            before={base}
            after={mine}
            beforeTitle={`Version ${baseVersion}`}
            afterTitle="Your draft"
          />
        </>
      ) : (
        <DiffView
          label="The result"
          before={theirs}
          after={merged}
          beforeTitle={`Version ${theirVersion}`}
          afterTitle="Your draft with theirs"
        />
      )}
    </div>
  );
}

interface ClashChooserProps {
  readonly clash: Clash;
  readonly number: number;
  readonly choice: ClashChoice | null;
  readonly onChoose: (choice: ClashChoice) => void;
}

function ClashChooser({ clash, number, choice, onChoose }: ClashChooserProps) {
  const name = `clash-${number}`;
  const options: readonly (readonly [ClashChoice, string, readonly string[]])[] = [
    ["mine", "Keep mine", clash.mine],
    ["theirs", "Take theirs", clash.theirs],
    ["both", "Keep both, theirs first", [...clash.theirs, ...clash.mine]],
  ];
  return (
    <fieldset className="policy-clash">
      <legend className="label">Place {number}</legend>
      {options.map(([value, label, lines]) => (
        <label key={value} className="policy-clash-option">
          <input type="radio" name={name} checked={choice === value} onChange={() => onChoose(value)} />
          <span>
            <b>{label}</b>
            <pre className="mono">{lines.length === 0 ? "(removed)" : lines.join("\n")}</pre>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
