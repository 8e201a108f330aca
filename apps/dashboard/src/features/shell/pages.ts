import type { Permission } from "@countersign/core";

export interface Page {
  readonly title: string;
  /** Under `/o/{organization}`; empty for the overview. */
  readonly path: string;
  readonly permission: Permission;
}

/** The pages there are, in the order of the navigation. */
export const PAGES: readonly Page[] = [
  { title: "Overview", path: "", permission: "audit.read" },
  { title: "Approvals", path: "/approvals", permission: "approvals.readOwn" },
  { title: "Agents", path: "/agents", permission: "agents.read" },
  { title: "Rules", path: "/rules", permission: "policy.read" },
  { title: "Connections", path: "/connections", permission: "connections.read" },
  { title: "Secrets", path: "/secrets", permission: "secrets.read" },
  { title: "Audit", path: "/audit", permission: "audit.read" },
  { title: "Settings", path: "/settings", permission: "organization.read" },
];
