"use client";

import { LogOut } from "lucide-react";
import Link from "next/link";
import { useSignOut } from "#features/sign-in/use-sign-out.ts";

/** The head of pages that belong to a person, not to an organization. */
export function AccountTop() {
  const signOut = useSignOut();
  return (
    <header className="app-top">
      <Link className="brand" href="/">
        <b aria-hidden="true" />
        Countersign
      </Link>
      <span className="flex-1" />
      <button type="button" className="btn quiet" onClick={signOut}>
        <LogOut size={15} aria-hidden="true" />
        Sign out
      </button>
    </header>
  );
}
