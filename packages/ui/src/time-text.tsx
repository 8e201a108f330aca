"use client";

import { useSyncExternalStore } from "react";
import { formatInstant } from "./time-format.ts";

const never = () => () => undefined;
const viewerZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
const serverZone = () => "UTC";

interface TimeTextProps {
  /** RFC 3339, UTC. */
  readonly at: string;
  readonly className?: string;
}

/** An instant in the viewer's zone, with the exact UTC instant on hover. The server writes UTC until the zone is known. */
export function TimeText({ at, className }: TimeTextProps) {
  const timeZone = useSyncExternalStore(never, viewerZone, serverZone);
  return (
    <time dateTime={at} title={at} className={className} suppressHydrationWarning>
      {formatInstant(new Date(at), new Date(), timeZone)}
    </time>
  );
}
