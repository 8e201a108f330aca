import type { Permission } from "@countersign/core";
import { PAGES } from "./pages.ts";

export interface Shortcut {
  /** Pressed one after the other, or together where one is a modifier. */
  readonly keys: readonly string[];
  readonly words: string;
  readonly permission?: Permission;
}

export interface ShortcutGroup {
  readonly title: string;
  readonly shortcuts: readonly Shortcut[];
}

/** The first key of every jump; the second names the page. */
export const JUMP_KEY = "g";

/** Every key the dashboard knows. The page that acts on one handles it; this is what `?` shows. */
export const SHORTCUTS: readonly ShortcutGroup[] = [
  {
    title: "Everywhere",
    shortcuts: [
      { keys: ["⌘ or Ctrl", "K"], words: "Find a page, an agent, a connection, a rule, a record" },
      { keys: ["?"], words: "Show these keys" },
      { keys: ["Esc"], words: "Close what is open" },
    ],
  },
  {
    title: "Go to",
    shortcuts: PAGES.map((page) => ({
      keys: [JUMP_KEY.toUpperCase(), page.key === "," ? "," : page.key.toUpperCase()],
      words: page.title,
      permission: page.permission,
    })),
  },
  {
    title: "Lists",
    shortcuts: [
      { keys: ["J"], words: "Next row" },
      { keys: ["K"], words: "Row before" },
      { keys: ["↵"], words: "Open the row" },
    ],
  },
  {
    title: "An approval",
    shortcuts: [
      { keys: ["A"], words: "Approve", permission: "approvals.decide" },
      { keys: ["E"], words: "Approve with changes", permission: "approvals.decide" },
      { keys: ["D"], words: "Deny, with a reason", permission: "approvals.decide" },
    ],
  },
  {
    title: "What waits",
    shortcuts: [
      { keys: ["X"], words: "Select the row, or let it go", permission: "approvals.decide" },
      { keys: ["X", "D"], words: "Deny those that are selected", permission: "approvals.decide" },
    ],
  },
];

/** The path a jump's second key leads to, or null. Pure. */
export function jumpTo(key: string): string | null {
  return PAGES.find((page) => page.key === key)?.path ?? null;
}
