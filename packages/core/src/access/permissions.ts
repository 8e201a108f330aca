/** The roles of a member, from the one who may do everything to the one who may only read. */
export const ROLES = ["owner", "admin", "developer", "approver", "auditor"] as const;
export type Role = (typeof ROLES)[number];

/** What each permission lets a member do, as a sentence, and who has it. */
export const PERMISSIONS = {
  "organization.read": {
    can: "can see the organization",
    roles: ["owner", "admin", "developer", "approver", "auditor"],
  },
  "agents.read": {
    can: "can see agents, instances and keys, never secrets",
    roles: ["owner", "admin", "developer", "auditor"],
  },
  "agents.write": { can: "can change agents and issue or revoke keys", roles: ["owner", "admin", "developer"] },
  "organization.write": { can: "can change the organization's settings", roles: ["owner", "admin"] },
  "organization.open": {
    can: "can let calls run again after the database was taken back to an older state",
    roles: ["owner"],
  },
  "members.read": { can: "can see members and invitations", roles: ["owner", "admin", "developer", "auditor"] },
  "members.write": { can: "can invite, change and remove members", roles: ["owner", "admin"] },
  "tokens.read": { can: "can see management tokens, never secrets", roles: ["owner", "admin", "auditor"] },
  "tokens.write": { can: "can issue and revoke management tokens", roles: ["owner", "admin"] },
  "secrets.read": {
    can: "can see the inventory of keys and credentials, never secrets",
    roles: ["owner", "admin", "developer", "auditor"],
  },
  "connections.write": {
    can: "can add, change and disconnect connections",
    roles: ["owner", "admin", "developer"],
  },
  "connections.read": { can: "can see connections and operations", roles: ["owner", "admin", "developer", "auditor"] },
  "policy.read": { can: "can read the policy", roles: ["owner", "admin", "developer", "auditor"] },
  "policy.publish": { can: "can publish the policy", roles: ["owner", "admin", "developer"] },
  "approvals.read": { can: "can see every approval", roles: ["owner", "admin", "developer", "auditor"] },
  "approvals.readOwn": {
    can: "can see approvals that ask them",
    roles: ["owner", "admin", "developer", "approver", "auditor"],
  },
  "approvals.decide": {
    can: "can decide approvals when named by the rule",
    roles: ["owner", "admin", "developer", "approver"],
  },
  "approvals.breakGlass": {
    can: "can, together with a second owner, let a call through that waits for others",
    roles: ["owner"],
  },
  "deliveries.resend": {
    can: "can send messages again that a channel refused",
    roles: ["owner", "admin", "developer"],
  },
  "outcomes.resolve": {
    can: "can say what became of calls whose outcome is unknown",
    roles: ["owner", "admin", "developer"],
  },
  "audit.read": { can: "can search audit records", roles: ["owner", "admin", "developer", "auditor"] },
  "audit.readBodies": { can: "can read arguments and results in audit records", roles: ["owner", "admin", "auditor"] },
  "audit.erase": {
    can: "can erase a person's data from records, and set how long arguments and results are kept",
    roles: ["owner"],
  },
  "kills.write": { can: "can pull and lift kill switches", roles: ["owner", "admin", "developer"] },
} as const satisfies Record<string, { can: string; roles: readonly Role[] }>;

export type Permission = keyof typeof PERMISSIONS;

/** Whether a role has a permission. */
export function isAllowed(role: Role, permission: Permission): boolean {
  const roles: readonly Role[] = PERMISSIONS[permission].roles;
  return roles.includes(role);
}
