import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";
import type { BadgeTone } from "./tag.tsx";

interface BannerProps {
  readonly tone?: BadgeTone;
  readonly children: ReactNode;
  readonly action?: ReactNode;
  readonly className?: string;
}

/** Something that holds for the whole page until it is dealt with. */
export function Banner({ tone = "neutral", children, action, className }: BannerProps) {
  const isUrgent = tone === "danger" || tone === "attention";
  return (
    <div className={classNames("banner", `is-${tone}`, className)} role={isUrgent ? "alert" : "status"}>
      <div className="min-w-0 flex-1">{children}</div>
      {action}
    </div>
  );
}

interface ProgressProps {
  /** What is going on: "Asking the server for its tools". */
  readonly label: string;
  /** From 0 to 1; without it the line only says that work goes on. */
  readonly value?: number;
}

/** Work that goes on now, as a line. */
export function Progress({ label, value }: ProgressProps) {
  return (
    <div className="progress">
      <div
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        {...(value === undefined ? {} : { "aria-valuenow": Math.round(value * 100) })}
        className="progress-track"
      >
        <i {...(value === undefined ? {} : { style: { width: `${Math.round(value * 100)}%`, animation: "none" } })} />
      </div>
      <span className="label" role="status">
        {label}
      </span>
    </div>
  );
}
