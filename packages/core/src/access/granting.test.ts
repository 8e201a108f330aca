import { expect, test } from "vitest";
import { mayGrant, readRole } from "./granting.ts";
import { ROLES } from "./permissions.ts";

test.each([
  ["owner", ["owner", "admin", "developer", "approver", "auditor"]],
  ["admin", ["admin", "developer", "approver", "auditor"]],
  ["developer", []],
  ["approver", []],
  ["auditor", []],
] as const)("who is %s gives exactly %j", (granter, roles) => {
  expect(ROLES.filter((role) => mayGrant(granter, role))).toEqual(roles);
});

test("a name that is no role is none", () => {
  expect(readRole("root")).toBeNull();
  expect(readRole("auditor")).toBe("auditor");
});
