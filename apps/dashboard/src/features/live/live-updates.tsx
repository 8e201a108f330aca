"use client";

import { useLive } from "./use-live.ts";

/** Holds the page's one live connection, and says when it is lost. */
export function LiveUpdates() {
  const status = useLive();
  return (
    <span className="label" role="status">
      {status === "live" ? "Live" : "Connecting…"}
    </span>
  );
}
