"use client";

import { Menu } from "@countersign/ui";
import { usePathname } from "next/navigation";
import { useOrganization } from "./organization-context.tsx";
import { PAGES } from "./pages.ts";

export interface OwnOrganization {
  readonly name: string;
  readonly title: string;
  readonly role: string;
}

/** Which organization this is, and the way to the person's others: to the same page there, where there is one. */
export function OrganizationSwitcher({ organizations }: { readonly organizations: readonly OwnOrganization[] }) {
  const { name, title } = useOrganization();
  const path = usePathname();
  const page = PAGES.find((one) => one.path !== "" && path.startsWith(`/o/${name}${one.path}`))?.path ?? "";
  return (
    <Menu
      label={`Organization: ${title}. Switch`}
      align="start"
      look="quiet"
      className="organization-switcher"
      trigger={
        <>
          <span className="truncate">{title}</span>
          <span aria-hidden="true" className="faint">
            ▾
          </span>
        </>
      }
      items={[
        ...organizations.map((one) => ({
          label: one.title,
          hint: `${one.name} · ${one.role}`,
          href: `/o/${one.name}${page}`,
          isCurrent: one.name === name,
        })),
        "separator" as const,
        { label: "New organization", href: "/new" },
      ]}
    />
  );
}
