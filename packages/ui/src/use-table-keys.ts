"use client";

import { type RefObject, useEffect } from "react";
import { isTyping } from "./is-typing.ts";

/** By how many rows a key moves; arrows only count once a row has the focus, since they scroll the page otherwise. */
export function rowStep(key: string, isInRow: boolean): number {
  if (key === "j" || (isInRow && key === "ArrowDown")) return 1;
  if (key === "k" || (isInRow && key === "ArrowUp")) return -1;
  return 0;
}

/** Moves the focus through the rows of a table; Enter opens the one in focus. With several tables, the focused one moves. */
export function useTableKeys(body: RefObject<HTMLTableSectionElement | null>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const own = body.current;
      if (!own || isTyping(event)) return;
      const focusedBody = document.activeElement?.closest("[data-table-rows]");
      const movedBody = focusedBody ?? document.querySelector("[data-table-rows]");
      if (movedBody !== own) return;
      const openers = [...own.querySelectorAll<HTMLElement>(".row-open")];
      const focused = document.activeElement;
      const at = focused instanceof HTMLElement ? openers.indexOf(focused) : -1;
      const step = rowStep(event.key, at >= 0);
      if (step === 0 || openers.length === 0) return;
      event.preventDefault();
      openers[Math.max(0, Math.min(openers.length - 1, at + step))]?.focus();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [body]);
}
