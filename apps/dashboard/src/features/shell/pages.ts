import type { Permission } from "@countersign/core";

export interface Page {
  readonly title: string;
  /** Under `/o/{organization}`; empty for the overview. */
  readonly path: string;
  readonly permission: Permission;
  /** Pressed after `g`, goes there. One page, one key. */
  readonly key: string;
}

/** The pages there are, in the order of the navigation. */
export const PAGES: readonly Page[] = [
  { title: "Overview", path: "", permission: "audit.read", key: "o" },
  { title: "Approvals", path: "/approvals", permission: "approvals.readOwn", key: "p" },
  { title: "Agents", path: "/agents", permission: "agents.read", key: "a" },
  { title: "Rules", path: "/rules", permission: "policy.read", key: "r" },
  { title: "Connections", path: "/connections", permission: "connections.read", key: "c" },
  { title: "Secrets", path: "/secrets", permission: "secrets.read", key: "s" },
  { title: "Audit", path: "/audit", permission: "audit.read", key: "u" },
  { title: "Settings", path: "/settings", permission: "organization.read", key: "," },
];
