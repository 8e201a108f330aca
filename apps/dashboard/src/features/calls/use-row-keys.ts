"use client";

import { isTyping } from "@countersign/ui";
import { type RefObject, useEffect, useRef } from "react";

/** Moves through the links of a list with J and K; Enter opens the one in focus, as it always does. */
export function useRowKeys(): RefObject<HTMLDivElement | null> {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event) || (event.key !== "j" && event.key !== "k")) return;
      const rows = [...(list.current?.querySelectorAll<HTMLAnchorElement>("a.strip") ?? [])];
      const at = rows.findIndex((row) => row.closest("[data-record]")?.contains(document.activeElement));
      const next = event.key === "j" ? at + 1 : Math.max(0, at - 1);
      rows[Math.min(next, rows.length - 1)]?.focus();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return list;
}
