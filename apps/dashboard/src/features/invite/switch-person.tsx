"use client";

import { Button } from "@countersign/ui";
import { useSignOut } from "#features/sign-in/use-sign-out.ts";

/** Signs out and comes back to the invitation. */
export function SwitchPerson({ path }: { readonly path: string }) {
  const signOut = useSignOut(path);
  return (
    <Button look="primary" onClick={signOut}>
      Sign out and go on
    </Button>
  );
}
