"use client";

import { useCallback, useSyncExternalStore } from "react";

const CHANGED = "countersign:getting-started";

/** Whether this person put the first steps of an organization away, in this browser. */
export function useDismissed(organization: string): readonly [isDismissed: boolean, dismiss: () => void] {
  const key = `countersign.getting-started.${organization}`;
  const isDismissed = useSyncExternalStore(
    subscribe,
    () => readItem(key) === "away",
    () => true,
  );
  const dismiss = useCallback(() => {
    try {
      localStorage.setItem(key, "away");
    } catch {
      // A browser that keeps nothing shows the steps again on the next page.
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
