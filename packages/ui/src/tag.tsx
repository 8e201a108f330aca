import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

/** A word somebody put on a thing. */
export function Tag({ children, onRemove }: { readonly children: string; readonly onRemove?: () => void }) {
  return (
    <span className="tag">
      <span className="truncate">{children}</span>
      {onRemove ? (
        <button type="button" aria-label={`Remove ${children}`} onClick={onRemove}>
          ×
        </button>
      ) : null}
    </span>
  );
}

export type BadgeTone = "neutral" | "ok" | "attention" | "danger" | "muted";

interface BadgeProps {
  readonly tone?: BadgeTone;
  readonly children: ReactNode;
  readonly className?: string;
}

/** A state in one or two words. The words say it; the colour only helps. */
export function Badge({ tone = "neutral", children, className }: BadgeProps) {
  return <span className={classNames("badge", `is-${tone}`, className)}>{children}</span>;
}
