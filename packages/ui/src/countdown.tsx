"use client";

import { useEffect, useState } from "react";
import { formatCountdown } from "./time-format.ts";

interface CountdownProps {
  /** RFC 3339, UTC. */
  readonly until: string;
  readonly className?: string;
}

/** The time left until an instant, second by second. Screen readers get the instant instead of a ticking number. */
export function Countdown({ until, className }: CountdownProps) {
  const [now, setNow] = useState<number | null>(null);
  useEffect(() => {
    const tick = () => setNow(Date.now());
    tick();
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }, []);
  const left = now === null ? "" : formatCountdown(Date.parse(until) - now);
  return (
    <time dateTime={until} title={until} className={className} role="timer" aria-live="off">
      {left}
    </time>
  );
}
