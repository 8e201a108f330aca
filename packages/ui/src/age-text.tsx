"use client";

import { formatAge } from "./time-format.ts";

interface AgeTextProps {
  /** RFC 3339, UTC; null for what never happened. */
  readonly at: string | null;
  /** What stands for null. */
  readonly never?: string;
  readonly className?: string;
}

/** How long ago, or until when, with the exact UTC instant on hover. */
export function AgeText({ at, never = "never", className }: AgeTextProps) {
  if (at === null) return <span className="faint">{never}</span>;
  return (
    <time dateTime={at} title={at} className={className} suppressHydrationWarning>
      {formatAge(new Date(at), new Date())}
    </time>
  );
}
