import { classNames } from "./class-names.ts";

/** The shapes a decision or an outcome can have; each has its own colour and form. `note` is for acts that decide nothing. */
export const MARK_KINDS = [
  "allow",
  "waiting",
  "deny",
  "limit",
  "unknown",
  "failed",
  "expired",
  "cancelled",
  "note",
] as const;
export type MarkKind = (typeof MARK_KINDS)[number];

interface MarkProps {
  readonly kind: MarkKind;
  /** The word beside the shape; screen readers always get it. */
  readonly children: string;
  readonly className?: string;
  /** Plays the stamp once: only when the decision was made just now. */
  readonly isStamped?: boolean;
}

/** A decision or outcome, as shape, colour and word. */
export function Mark({ kind, children, className, isStamped = false }: MarkProps) {
  return (
    <span className={classNames("mark", kind, isStamped && "stamped", className)}>
      <i aria-hidden="true" />
      <span>{children}</span>
    </span>
  );
}
