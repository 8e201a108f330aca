"use client";

import { isAllowed, PERMISSIONS, type Permission, ROLES } from "@countersign/core";
import { classNames, Section } from "@countersign/ui";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { ROLE_TITLES } from "./roles.ts";

/** Object.keys gives strings; these are the table's own keys. */
const ALL = Object.keys(PERMISSIONS) as Permission[];

/** What each role may do, from the same table that every procedure asks. */
export function RolesTable() {
  const { role: own } = useOrganization();
  return (
    <Section title="What each role may do" description="Every page and every request of the API asks this same table.">
      <table className="w-full border-collapse" aria-label="What each role may do">
        <thead>
          <tr className="border-b">
            <th scope="col" className="py-2 text-left align-bottom font-medium">
              A member
            </th>
            {ROLES.map((role) => (
              <th
                key={role}
                scope="col"
                className={classNames("w-8 py-2 align-bottom font-medium sm:w-24", role === own && "bg-well")}
              >
                <span className="inline-block rotate-180 [writing-mode:vertical-rl] sm:rotate-0 sm:[writing-mode:horizontal-tb]">
                  {ROLE_TITLES[role]}
                </span>
                {role === own ? <span className="sr">, your role</span> : null}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ALL.map((permission) => (
            <tr key={permission} className="border-b">
              <th scope="row" className="py-2 pr-3 text-left font-normal">
                {PERMISSIONS[permission].can}
              </th>
              {ROLES.map((role) => (
                <td key={role} className={classNames("py-2 text-center", role === own && "bg-well")}>
                  {isAllowed(role, permission) ? (
                    <>
                      <span aria-hidden="true">✓</span>
                      <span className="sr">yes</span>
                    </>
                  ) : (
                    <>
                      <span aria-hidden="true" className="text-ink-3">
                        –
                      </span>
                      <span className="sr">no</span>
                    </>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}
