"use client";

import { useMemo, useState } from "react";
import { classNames } from "./class-names.ts";
import { type DiffBlock, type DiffLine, diffLines, foldUnchanged } from "./diff-lines.ts";
import { VisibleText } from "./visible-text.tsx";

interface DiffViewProps {
  readonly label: string;
  readonly before: string;
  readonly after: string;
  readonly beforeTitle?: string;
  readonly afterTitle?: string;
}

/** Two texts and what changed between them: side by side where there is room, one under the other on a phone. */
export function DiffView({ label, before, after, beforeTitle = "Before", afterTitle = "After" }: DiffViewProps) {
  const lines = useMemo(() => diffLines(before, after), [before, after]);
  const blocks = useMemo(() => foldUnchanged(lines), [lines]);
  const count = (kind: DiffLine["kind"]) => lines.filter((line) => line.kind === kind).length;
  if (count("removed") + count("added") === 0) return <p className="muted">No difference.</p>;
  return (
    <section className="diff" aria-label={label}>
      <p className="diff-head label">
        <span>{beforeTitle}</span>
        <span>
          {afterTitle}{" "}
          <span className="num">
            <span className="text-allow">+{count("added")}</span> <span className="text-deny">−{count("removed")}</span>
          </span>
        </span>
      </p>
      {blocks.map((block) => (
        <Block key={keyOf(block.lines[0])} block={block} />
      ))}
    </section>
  );
}

function keyOf(line: DiffLine | undefined): string {
  return `${line?.before ?? ""}:${line?.after ?? ""}`;
}

function Block({ block }: { readonly block: DiffBlock }) {
  const [isOpen, setOpen] = useState(false);
  if (block.kind === "folded" && !isOpen) {
    const count = block.lines.length;
    return (
      <button type="button" className="diff-fold" onClick={() => setOpen(true)}>
        {count} unchanged {count === 1 ? "line" : "lines"}
      </button>
    );
  }
  return (
    <>
      {pairLines(block.lines).map(([left, right]) => (
        <div
          key={`${keyOf(left ?? undefined)}|${keyOf(right ?? undefined)}`}
          className={classNames("diff-row", left === right && "is-same")}
        >
          <Side line={left} number={left?.before ?? null} />
          {left === right ? (
            <Side line={right} number={right?.after ?? null} isRepeat />
          ) : (
            <Side line={right} number={right?.after ?? null} />
          )}
        </div>
      ))}
    </>
  );
}

type Pair = readonly [DiffLine | null, DiffLine | null];

/** Puts replaced lines beside what replaced them. Pure. */
export function pairLines(lines: readonly DiffLine[]): readonly Pair[] {
  const pairs: Pair[] = [];
  for (let index = 0; index < lines.length; ) {
    const first = lines[index];
    if (first?.kind === "same") {
      pairs.push([first, first]);
      index++;
      continue;
    }
    let end = index;
    while (end < lines.length && lines[end]?.kind !== "same") end++;
    const changed = lines.slice(index, end);
    const removed = changed.filter((line) => line.kind === "removed");
    const added = changed.filter((line) => line.kind === "added");
    for (let at = 0; at < Math.max(removed.length, added.length); at++) {
      pairs.push([removed[at] ?? null, added[at] ?? null]);
    }
    index = end;
  }
  return pairs;
}

const SIGNS = { same: " ", removed: "−", added: "+" } as const;
const WORDS = { same: "", removed: "removed: ", added: "added: " } as const;

interface SideProps {
  readonly line: DiffLine | null;
  readonly number: number | null;
  /** The unchanged line again, for the other side: hidden from screen readers and on narrow screens. */
  readonly isRepeat?: boolean;
}

function Side({ line, number, isRepeat = false }: SideProps) {
  if (!line) return <div className="diff-side is-absent" aria-hidden="true" />;
  let offset = 0;
  return (
    <div
      className={classNames("diff-side", `is-${line.kind}`, isRepeat && "is-repeat")}
      aria-hidden={isRepeat || undefined}
    >
      <span className="diff-number num" aria-hidden="true">
        {number}
      </span>
      <span className="diff-sign" aria-hidden="true">
        {SIGNS[line.kind]}
      </span>
      <code>
        <span className="sr">{WORDS[line.kind]}</span>
        {line.pieces.map((piece) => {
          offset += piece.text.length;
          return piece.isChanged ? (
            <mark key={offset}>
              <VisibleText>{piece.text}</VisibleText>
            </mark>
          ) : (
            <VisibleText key={offset}>{piece.text}</VisibleText>
          );
        })}
      </code>
    </div>
  );
}
