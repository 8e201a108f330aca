"use client";

import { Kbd } from "@countersign/ui";
import { Search } from "lucide-react";
import { useCallback, useState } from "react";
import { LiveUpdates } from "#features/live/live-updates.tsx";
import { Palette } from "#features/palette/palette.tsx";
import { KeyMap } from "./key-map.tsx";
import { OrganizationSwitcher, type OwnOrganization } from "./organization-switcher.tsx";
import type { Theme } from "./theme.ts";
import { useShellKeys } from "./use-shell-keys.ts";
import { UserMenu } from "./user-menu.tsx";

interface AppTopProps {
  readonly person: { readonly name: string; readonly email: string };
  readonly organizations: readonly OwnOrganization[];
  readonly theme: Theme;
}

/** Which organization this is, the way to everything in it, and who is signed in. */
export function AppTop({ person, organizations, theme }: AppTopProps) {
  const [open, setOpen] = useState<"palette" | "keys" | null>(null);
  const onPalette = useCallback(() => setOpen((before) => (before === "palette" ? null : "palette")), []);
  const onKeyMap = useCallback(() => setOpen("keys"), []);
  const onClose = useCallback(() => setOpen(null), []);
  useShellKeys({ onPalette, onKeyMap });
  return (
    <header className="app-top">
      <OrganizationSwitcher organizations={organizations} />
      <LiveUpdates />
      <span className="flex-1" />
      <button
        type="button"
        className="find"
        aria-haspopup="dialog"
        aria-keyshortcuts="Meta+K Control+K"
        aria-label="Find"
        onClick={onPalette}
      >
        <Search size={15} aria-hidden="true" />
        <span className="find-words">Find an agent, a rule, a record…</span>
        <Kbd>⌘K</Kbd>
      </button>
      <UserMenu name={person.name} email={person.email} theme={theme} onKeyMap={onKeyMap} />
      <Palette isOpen={open === "palette"} onClose={onClose} onKeyMap={onKeyMap} />
      <KeyMap isOpen={open === "keys"} onClose={onClose} />
    </header>
  );
}
