import { mayGrant, ROLES, type Role } from "@countersign/core";
import type { RadioCard } from "@countersign/ui";

export const ROLE_TITLES: Readonly<Record<Role, string>> = {
  owner: "Owner",
  admin: "Admin",
  developer: "Developer",
  approver: "Approver",
  auditor: "Auditor",
};

const ROLE_MEANS: Readonly<Record<Role, string>> = {
  owner: "Everything, including who is an owner.",
  admin: "Everything but owners: members, settings, agents, connections, rules.",
  developer: "Builds: agents, keys, connections and rules. Decides approvals when a rule names them.",
  approver: "Decides the approvals that ask them, and sees no others.",
  auditor: "Reads everything but secrets, and changes nothing.",
};

/** The roles to choose from; those above one's own are shown and can't be chosen. */
export function roleCards(granter: Role): RadioCard<Role>[] {
  return ROLES.map((role) => ({
    value: role,
    title: ROLE_TITLES[role],
    description: ROLE_MEANS[role],
    isDisabled: !mayGrant(granter, role),
  }));
}
