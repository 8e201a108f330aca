"use client";

import { Button } from "@countersign/ui";
import { Pause, Play } from "lucide-react";

interface LiveBarProps {
  readonly isPaused: boolean;
  /** How many records have come while it was paused. */
  readonly waiting: number;
  readonly onPause: () => void;
  readonly onResume: () => void;
}

/** Says whether the list follows what happens, and holds it for whoever reads. */
export function LiveBar({ isPaused, waiting, onPause, onResume }: LiveBarProps) {
  return (
    <div className="flex flex-wrap items-center gap-3 px-4 py-2">
      <Button look="quiet" aria-pressed={isPaused} onClick={isPaused ? onResume : onPause}>
        {isPaused ? <Play size={14} aria-hidden="true" /> : <Pause size={14} aria-hidden="true" />}
        {isPaused ? "Follow again" : "Pause"}
      </Button>
      <span className="label" role="status">
        {isPaused ? `Paused · ${waiting === 0 ? "nothing new" : `${waiting.toLocaleString("en-US")} new`}` : "Live"}
      </span>
    </div>
  );
}
