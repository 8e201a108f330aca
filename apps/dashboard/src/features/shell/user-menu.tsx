"use client";

import { Menu } from "@countersign/ui";
import { Keyboard, LogOut, Monitor, Moon, Sun, UserRound } from "lucide-react";
import type { ReactNode } from "react";
import { useSignOut } from "#features/sign-in/use-sign-out.ts";
import type { Theme } from "./theme.ts";
import { useTheme } from "./use-theme.ts";

interface UserMenuProps {
  readonly name: string;
  readonly email: string;
  readonly theme: Theme;
  readonly onKeyMap: () => void;
}

const ICON = { size: 15, "aria-hidden": true } as const;

/** Who is signed in, how the page looks to them, and the way out. */
export function UserMenu({ name, email, theme: initial, onKeyMap }: UserMenuProps) {
  const signOut = useSignOut();
  const [theme, choose] = useTheme(initial);
  const look = (value: Theme, label: string, icon: ReactNode) => ({
    label,
    icon,
    isCurrent: theme === value,
    onSelect: () => choose(value),
  });
  return (
    <Menu
      label={`You: ${name}`}
      look="quiet"
      className="user-menu"
      trigger={
        <>
          <span className="initials" aria-hidden="true">
            {initialsOf(name)}
          </span>
          <span className="muted hidden max-w-40 truncate lg:inline">{name}</span>
        </>
      }
      head={
        <>
          <span className="block truncate font-medium">{name}</span>
          <span className="label block truncate">{email}</span>
        </>
      }
      items={[
        { label: "Your account", href: "/account", icon: <UserRound {...ICON} /> },
        { label: "Keys", onSelect: onKeyMap, icon: <Keyboard {...ICON} /> },
        "separator",
        look("system", "Theme: as the system", <Monitor {...ICON} />),
        look("light", "Theme: light", <Sun {...ICON} />),
        look("dark", "Theme: dark", <Moon {...ICON} />),
        "separator",
        { label: "Sign out", onSelect: signOut, icon: <LogOut {...ICON} /> },
      ]}
    />
  );
}

/** Up to two letters that stand for a name. Pure. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/[\s@.]+/u);
  const letters = words.map((word) => [...word][0] ?? "").filter((letter) => /\p{L}|\p{N}/u.test(letter));
  return (letters.length > 1 ? `${letters[0]}${letters.at(-1)}` : (letters[0] ?? "?")).toUpperCase();
}
