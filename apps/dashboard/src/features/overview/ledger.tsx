import { formatUsd } from "@countersign/core";
import { Mark, type MarkKind } from "@countersign/ui";
import type { Figures } from "#server/views/overview.ts";
import { percent } from "./headline.ts";

interface Entry {
  readonly title: string;
  readonly mark: MarkKind | null;
  readonly count: number;
  readonly note: string;
}

function spentNote({ spentMicros, unpriced }: Figures): string {
  const spent = `${formatUsd(BigInt(spentMicros))} spent`;
  return unpriced === 0 ? spent : `${spent}, ${unpriced.toLocaleString("en-US")} unpriced`;
}

/** The five figures of the period, as a line of a ledger. */
export function Ledger({ figures }: { readonly figures: Figures }) {
  const share = (count: number) => percent(count, figures.calls);
  const troubled = [
    figures.failed > 0 ? `${figures.failed.toLocaleString("en-US")} failed` : "",
    figures.unknown > 0 ? `${figures.unknown.toLocaleString("en-US")} unknown` : "",
  ].filter((text) => text !== "");
  const entries: readonly Entry[] = [
    { title: "Calls", mark: null, count: figures.calls, note: spentNote(figures) },
    {
      title: "Allowed",
      mark: "allow",
      count: figures.allowed,
      note: troubled.length > 0 ? troubled.join(", ") : share(figures.allowed),
    },
    {
      title: "Asked a person",
      mark: "waiting",
      count: figures.asked + figures.waiting,
      note: `${figures.waiting} waiting now`,
    },
    { title: "Denied", mark: "deny", count: figures.denied, note: share(figures.denied) },
    { title: "Stopped at a cap", mark: "limit", count: figures.limited, note: share(figures.limited) },
  ];
  return (
    <dl className="ledger">
      {entries.map((entry) => (
        <div key={entry.title}>
          <dt className="label">{entry.mark ? <Mark kind={entry.mark}>{entry.title}</Mark> : entry.title}</dt>
          <dd className="figure num">{entry.count.toLocaleString("en-US")}</dd>
          <dd className="label">{entry.note}</dd>
        </div>
      ))}
    </dl>
  );
}
