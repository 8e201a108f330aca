"use client";

import { useEffect, useRef, useState } from "react";

const MOST_STEPS = 100;

interface Past {
  readonly back: readonly string[];
  readonly forward: readonly string[];
}

export interface History {
  readonly change: (next: string) => void;
  readonly undo: (() => void) | null;
  readonly redo: (() => void) | null;
}

/** Undo and redo over a text that others may change too: what they change can be undone as well. */
export function useHistory(source: string, onChange: (source: string) => void): History {
  const [past, setPast] = useState<Past>({ back: [], forward: [] });
  const known = useRef(source);
  const go = (next: string, to: Past) => {
    known.current = next;
    setPast(to);
    onChange(next);
  };
  // A text that came from elsewhere (typing in the YAML, another version) is one step of its own.
  const back = known.current === source ? past.back : [...past.back, known.current];
  const forward = known.current === source ? past.forward : [];
  const previous = back.at(-1);
  const following = forward.at(-1);
  return {
    change: (next) => {
      if (next !== source) go(next, { back: [...back, source].slice(-MOST_STEPS), forward: [] });
    },
    undo:
      previous === undefined ? null : () => go(previous, { back: back.slice(0, -1), forward: [...forward, source] }),
    redo:
      following === undefined ? null : () => go(following, { back: [...back, source], forward: forward.slice(0, -1) }),
  };
}

/** Ctrl-Z and Ctrl-Shift-Z (⌘ on a Mac) outside of fields, which have an undo of their own. */
export function useUndoKeys({ undo, redo }: History): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!(event.metaKey || event.ctrlKey) || event.key.toLowerCase() !== "z") return;
      const act = event.shiftKey ? redo : undo;
      const isInField =
        event.target instanceof HTMLElement && event.target.closest("input, textarea, select, [contenteditable]");
      if (isInField || document.querySelector("dialog[open]") || !act) return;
      event.preventDefault();
      act();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [undo, redo]);
}
