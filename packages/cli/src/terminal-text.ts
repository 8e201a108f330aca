import { visibleLine } from "@countersign/core";

/** Characters that a terminal obeys instead of showing: controls, line ends, marks of direction. */
const OBEYED = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * Text from elsewhere as it may stand in a line: it can't move the cursor, end the line, forge another, or push what
 * follows out of sight.
 */
export function terminalText(text: string): string {
  return visibleLine(text.replace(OBEYED, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`));
}

/** Cells of a line, those that say something, each as it may stand there. */
export function terminalLine(cells: readonly string[]): string {
  return `${cells
    .filter((cell) => cell !== "")
    .map(terminalText)
    .join("  ")}\n`;
}
