import type { ComponentType, ReactNode } from "react";
import { classNames } from "./class-names.ts";
import { Mark, type MarkKind } from "./mark.tsx";
import { TimeText } from "./time-text.tsx";
import { VisibleText } from "./visible-text.tsx";

/** The link a row is: the app's own, so that it can navigate without loading the page anew. */
export type StripLink = ComponentType<{
  readonly href: string;
  readonly className: string;
  readonly children: ReactNode;
}>;

export interface StripCall {
  readonly id: string;
  /** RFC 3339, UTC. */
  readonly at: string;
  readonly mark: MarkKind;
  readonly markWord: string;
  readonly agent: string;
  readonly instance: string;
  readonly operation: string;
  /** The first argument, as `name: value`. */
  readonly argument: string;
  readonly rule: string;
  readonly cost: ReactNode;
  /** Waits for a person now: the row is tinted. */
  readonly isWaiting: boolean;
  /** Milliseconds as text, or the time a call has been waiting. */
  readonly latency: ReactNode;
}

/** What the columns are. Sighted only: each row reads as a sentence of its own. */
export function StripHead() {
  return (
    <div className="strip strip-head" aria-hidden="true">
      <span>Time</span>
      <span>Decision</span>
      <span className="opt">Agent / instance</span>
      <span className="opt">Operation</span>
      <span className="opt argument">First argument</span>
      <span className="opt rule">Rule</span>
      <span className="right opt cost">Cost</span>
      <span className="right latency">ms</span>
    </div>
  );
}

interface StripRowProps {
  readonly call: StripCall;
  readonly href: string;
  readonly link: StripLink;
  /** Came in while the viewer was looking. */
  readonly isNew?: boolean;
  /** Stands before the line, outside its link: a box to select it by. */
  readonly lead?: ReactNode;
}

/** One call: time, decision, who, operation, first argument, rule, cost, latency. The whole line is the link to it. */
export function StripRow({ call, href, link: Link, isNew = false, lead }: StripRowProps) {
  return (
    <li data-record={call.id} {...(lead !== undefined && { className: "strip-led" })}>
      {lead}
      <Link href={href} className={classNames("strip", call.isWaiting && "is-waiting", isNew && "is-new")}>
        <TimeText at={call.at} className="mono when" />
        <Mark kind={call.mark}>{call.markWord}</Mark>
        <span className="who">
          <VisibleText>{call.agent}</VisibleText>
          {call.instance === "" ? null : <span className="faint"> / {call.instance}</span>}
        </span>
        <span className="mono op">{call.operation}</span>
        <span className="mono muted opt argument">
          <VisibleText>{call.argument}</VisibleText>
        </span>
        <span className="mono faint opt rule">{call.rule}</span>
        <span className="right opt cost">{call.cost}</span>
        <span className="mono right latency">{call.latency}</span>
      </Link>
    </li>
  );
}

/** The columns of the strip that can be hidden. */
export const STRIP_COLUMNS = ["argument", "rule", "cost", "latency"] as const;
export type StripColumn = (typeof STRIP_COLUMNS)[number];

interface StripProps {
  readonly label: string;
  readonly hidden?: readonly StripColumn[];
  readonly children: ReactNode;
}

/** The rows, newest first, under their head. */
export function Strip({ label, hidden = [], children }: StripProps) {
  return (
    <div className={classNames("strip-list", ...hidden.map((column) => `hides-${column}`))}>
      <StripHead />
      <ol aria-label={label} className="m-0 list-none p-0">
        {children}
      </ol>
    </div>
  );
}
