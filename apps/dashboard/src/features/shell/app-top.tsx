"use client";

import { LogOut } from "lucide-react";
import Link from "next/link";
import { LiveUpdates } from "#features/live/live-updates.tsx";
import { useSignOut } from "#features/sign-in/use-sign-out.ts";
import { useOrganization } from "./organization-context.tsx";
import type { Theme } from "./theme.ts";
import { ThemeSwitch } from "./theme-switch.tsx";

interface AppTopProps {
  readonly personName: string;
  readonly theme: Theme;
}

/** Which organization this is, who is signed in, and whether the page is live. */
export function AppTop({ personName, theme }: AppTopProps) {
  const { name, title } = useOrganization();
  const signOut = useSignOut();
  return (
    <header className="app-top">
      <Link href={`/o/${name}`} className="min-w-0 truncate font-semibold no-underline">
        {title}
      </Link>
      <LiveUpdates />
      <span className="flex-1" />
      <span className="muted hidden truncate sm:inline">{personName}</span>
      <ThemeSwitch initial={theme} />
      <button type="button" className="btn quiet" aria-label="Sign out" title="Sign out" onClick={signOut}>
        <LogOut size={16} aria-hidden="true" />
      </button>
    </header>
  );
}
