"use client";

import { Dialog } from "@countersign/ui";
import { PaletteSearch } from "./palette-search.tsx";

interface PaletteProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onKeyMap: () => void;
}

/** Find and go anywhere, by keyboard. */
export function Palette({ isOpen, onClose, onKeyMap }: PaletteProps) {
  return (
    <Dialog title="Find" shape="palette" isOpen={isOpen} isTitleHidden onClose={onClose}>
      <PaletteSearch onClose={onClose} onKeyMap={onKeyMap} />
    </Dialog>
  );
}
