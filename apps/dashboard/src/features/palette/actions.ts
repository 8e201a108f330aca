import type { Permission } from "@countersign/core";

export interface PaletteAction {
  readonly title: string;
  /** Under `/o/{organization}`. */
  readonly path: string;
  readonly permission: Permission;
  /** Other words it is found by. */
  readonly keywords: readonly string[];
}

/** What can be begun from anywhere. */
export const ACTIONS: readonly PaletteAction[] = [
  { title: "New agent", path: "/agents?new=true", permission: "agents.write", keywords: ["create", "add", "bot"] },
  {
    title: "Add connection",
    path: "/connections/new",
    permission: "connections.write",
    keywords: ["connect", "server", "mcp", "tool", "create"],
  },
  {
    title: "Invite a person",
    path: "/settings/members",
    permission: "members.write",
    keywords: ["member", "role", "user", "team"],
  },
  { title: "Edit rules", path: "/rules", permission: "policy.publish", keywords: ["policy", "publish", "yaml"] },
  {
    title: "Records that were denied",
    path: "/audit?decision=deny",
    permission: "audit.read",
    keywords: ["refused", "blocked", "audit"],
  },
];
