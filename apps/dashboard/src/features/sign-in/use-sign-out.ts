"use client";

import { signOut } from "next-auth/react";

/** Ends the session on the server, so that its cookie is worth nothing, and goes to the sign-in page or to `path`. */
export function useSignOut(path = "/sign-in"): () => void {
  return () => {
    signOut({ callbackUrl: path }).catch(() => window.location.assign(path));
  };
}
