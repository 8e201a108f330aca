"use client";

import { isAllowed } from "@countersign/core";
import { useOrganization } from "#features/shell/organization-context.tsx";

/** Whether whoever looks may change connections; the server asks again. */
export function useMayChange(): boolean {
  return isAllowed(useOrganization().role, "connections.write");
}
