"use client";

import { signOut } from "next-auth/react";
import { endPushHere } from "#features/push/push-browser.ts";

/** How long a browser may take to end its notifications before the session ends all the same, ms. */
const PATIENCE_MS = 2_000;

/**
 * Ends the session on the server, so that its cookie is worth nothing, and the notifications of this device, which others
 * may use; then goes to the sign-in page or to `path`.
 */
export function useSignOut(path = "/sign-in"): () => void {
  return () => {
    const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
    Promise.race([endPushHere().catch(() => undefined), patience])
      .then(() => signOut({ callbackUrl: path }))
      .catch(() => window.location.assign(path));
  };
}
