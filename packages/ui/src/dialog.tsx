"use client";

import { type ReactNode, useEffect, useId, useRef } from "react";

interface DialogProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** `sheet` slides in from the right and takes the full height; `palette` hangs from the top. */
  readonly shape?: "dialog" | "sheet" | "palette";
  /** Keeps the title for screen readers only, when the content shows it itself. */
  readonly isTitleHidden?: boolean;
  readonly children: ReactNode;
}

/**
 * A modal on the platform's own <dialog>: the browser keeps the focus inside, closes on Escape, gives the focus back,
 * and needs no injected styles, which the content security policy would refuse.
 */
export function Dialog({ title, isOpen, onClose, shape = "dialog", isTitleHidden = false, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const dialog = element.current;
    if (!dialog) return;
    if (isOpen && !dialog.open) dialog.showModal();
    if (!isOpen && dialog.open) dialog.close();
  }, [isOpen]);
  return (
    <dialog
      ref={element}
      className={shape === "palette" ? "dialog is-palette" : shape}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => {
        if (event.target === event.currentTarget && isOutside(event.currentTarget, event)) onClose();
      }}
    >
      {isOpen ? (
        <>
          <h2 id={titleId} className={isTitleHidden ? "sr" : undefined}>
            {title}
          </h2>
          {children}
        </>
      ) : null}
    </dialog>
  );
}

function isOutside(element: Element, at: { readonly clientX: number; readonly clientY: number }): boolean {
  const box = element.getBoundingClientRect();
  return at.clientX < box.left || at.clientX > box.right || at.clientY < box.top || at.clientY > box.bottom;
}
