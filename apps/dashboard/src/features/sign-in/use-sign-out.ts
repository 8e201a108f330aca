"use client";

import { signOut } from "next-auth/react";

/** Ends the session on the server, so that its cookie is worth nothing, and leaves for the sign-in page. */
export function useSignOut(): () => void {
  return () => {
    signOut({ callbackUrl: "/sign-in" }).catch(() => window.location.assign("/sign-in"));
  };
}
