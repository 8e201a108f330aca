import { expect, it } from "vitest";
import { isAllowed, PERMISSIONS, type Permission, ROLES, type Role } from "./permissions.ts";

const permissions = Object.keys(PERMISSIONS) as Permission[];
const rights = (role: Role) => permissions.filter((permission) => isAllowed(role, permission));

it("an owner has every permission", () => {
  expect(rights("owner")).toEqual(permissions);
});

it("an auditor reads everything and changes nothing", () => {
  expect(rights("auditor").filter((permission) => !/\.read/.test(permission))).toEqual([]);
  expect(rights("auditor")).toContain("audit.readBodies");
});

it("an approver sees and decides approvals that ask them, nothing else", () => {
  expect(rights("approver")).toEqual(["organization.read", "approvals.readOwn", "approvals.decide"]);
});

it("no role is left without a right to see its organization", () => {
  expect(ROLES.every((role) => isAllowed(role, "organization.read"))).toBe(true);
});
