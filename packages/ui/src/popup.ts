"use client";

import { type CSSProperties, type ToggleEvent, useEffect, useId, useState } from "react";

/** Room left between a popup and its trigger, and between a popup and the edge of the window, in px. */
const GAP = 4;
const EDGE = 8;
/** Below this much room a popup opens upwards if there is more room above. */
const ENOUGH = 240;

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Where a popup goes in a window: under its trigger, or above it where there is more room. Pure. */
export function popupPlace(
  trigger: Box,
  window: { readonly width: number; readonly height: number },
  align: "start" | "end",
): CSSProperties {
  const below = window.height - trigger.bottom - GAP - EDGE;
  const above = trigger.top - GAP - EDGE;
  const isAbove = below < ENOUGH && above > below;
  const vertical: CSSProperties = isAbove
    ? { bottom: window.height - trigger.top + GAP, top: "auto", maxHeight: above }
    : { top: trigger.bottom + GAP, bottom: "auto", maxHeight: below };
  // A trigger in the left half grows a popup to the right, whatever was asked, when it would leave the window.
  const isEnd = align === "end" && trigger.right > window.width / 3;
  const horizontal: CSSProperties = isEnd
    ? { right: Math.max(EDGE, window.width - trigger.right), left: "auto" }
    : { left: Math.max(EDGE, Math.min(trigger.left, window.width - EDGE - 200)), right: "auto" };
  return { ...vertical, ...horizontal, maxWidth: window.width - 2 * EDGE };
}

/**
 * A popup in the browser's top layer: it closes on Escape and on a press outside, and gives the focus back. Spread
 * `trigger` on a button and `popup` on the element that opens.
 */
export function usePopup(align: "start" | "end" = "start") {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const [style, setStyle] = useState<CSSProperties>({});
  const close = () => document.getElementById(id)?.hidePopover();
  useEffect(() => {
    if (!isOpen) return;
    // What a popup hangs on may move away beneath it.
    const hide = () => document.getElementById(id)?.hidePopover();
    window.addEventListener("resize", hide);
    return () => window.removeEventListener("resize", hide);
  }, [isOpen, id]);
  const onBeforeToggle = (event: ToggleEvent<HTMLElement>) => {
    const trigger = document.querySelector<HTMLElement>(`[popovertarget="${CSS.escape(id)}"]`);
    // What has the focus is gone before the browser would give it back, since a closed popup is empty.
    if (event.newState !== "open" && event.currentTarget.contains(document.activeElement)) trigger?.focus();
    setOpen(event.newState === "open");
    if (event.newState !== "open") return;
    const viewport = { width: document.documentElement.clientWidth, height: window.innerHeight };
    if (trigger) setStyle(popupPlace(trigger.getBoundingClientRect(), viewport, align));
  };
  return {
    isOpen,
    close,
    trigger: { popoverTarget: id, "aria-expanded": isOpen, "aria-controls": id },
    popup: { id, popover: "auto" as const, style, onBeforeToggle },
  };
}
