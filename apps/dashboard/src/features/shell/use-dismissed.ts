"use client";

import { useCallback, useSyncExternalStore } from "react";

const CHANGED = "countersign:dismissed";

/** Whether this person put something away, in this browser. `what` names it: `getting-started.acme`. */
export function useDismissed(what: string): readonly [isDismissed: boolean, dismiss: () => void] {
  const key = `countersign.${what}`;
  const isDismissed = useSyncExternalStore(
    subscribe,
    () => readItem(key) === "away",
    () => true,
  );
  const dismiss = useCallback(() => {
    try {
      localStorage.setItem(key, "away");
    } catch {
      // A browser that keeps nothing shows it again on the next page.
    }
    window.dispatchEvent(new Event(CHANGED));
  }, [key]);
  return [isDismissed, dismiss];
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener(CHANGED, onChange);
  return () => window.removeEventListener(CHANGED, onChange);
}

function readItem(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
