"use client";

import { isAllowed } from "@countersign/core";
import { isTyping } from "@countersign/ui";
import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { useOrganization } from "./organization-context.tsx";
import { PAGES } from "./pages.ts";
import { JUMP_KEY, jumpTo } from "./shortcuts.ts";

/** How long the second key of a jump is waited for. */
const JUMP_MS = 1200;

interface ShellActs {
  readonly onPalette: () => void;
  readonly onKeyMap: () => void;
}

/** The keys that work on every page: the palette, the keyboard map, and jumps to pages. */
export function useShellKeys({ onPalette, onKeyMap }: ShellActs): void {
  const router = useRouter();
  const { name, role } = useOrganization();
  // Outlives a page that draws itself anew between the two keys of a jump.
  const jumpUntil = useRef(0);
  useEffect(() => {
    const jump = (key: string) => {
      const path = jumpTo(key);
      const page = PAGES.find((one) => one.path === path);
      if (page && isAllowed(role, page.permission)) router.push(`/o/${name}${page.path}`);
      return page !== undefined;
    };
    const onKey = (event: KeyboardEvent) => {
      if ((event.metaKey || event.ctrlKey) && !event.altKey && event.key.toLowerCase() === "k") {
        event.preventDefault();
        onPalette();
        return;
      }
      if (isTyping(event)) return;
      if (event.timeStamp < jumpUntil.current && jump(event.key)) {
        jumpUntil.current = 0;
        // The page's own keys must not act on the second key of a jump.
        event.preventDefault();
        event.stopImmediatePropagation();
        return;
      }
      jumpUntil.current = event.key === JUMP_KEY ? event.timeStamp + JUMP_MS : 0;
      if (event.key === "?") {
        event.preventDefault();
        onKeyMap();
      }
    };
    // Before the listeners of pages, which are on the document.
    window.addEventListener("keydown", onKey, { capture: true });
    return () => window.removeEventListener("keydown", onKey, { capture: true });
  }, [router, name, role, onPalette, onKeyMap]);
}
