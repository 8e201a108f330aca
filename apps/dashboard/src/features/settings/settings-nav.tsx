"use client";

import { isAllowed, type Permission } from "@countersign/core";
import { LinkTabs, PageHeader } from "@countersign/ui";
import { usePathname } from "next/navigation";
import { useOrganization } from "#features/shell/organization-context.tsx";

interface SettingsPage {
  readonly id: string;
  readonly title: string;
  readonly path: string;
  readonly permission: Permission;
}

const PAGES: readonly SettingsPage[] = [
  { id: "organization", title: "Organization", path: "", permission: "organization.read" },
  { id: "members", title: "Members and roles", path: "/members", permission: "members.read" },
  { id: "tokens", title: "API tokens", path: "/tokens", permission: "tokens.read" },
  { id: "webhooks", title: "Webhooks", path: "/webhooks", permission: "organization.write" },
  { id: "slack", title: "Slack", path: "/slack", permission: "organization.write" },
  { id: "records", title: "Records", path: "/records", permission: "audit.read" },
];

/** The head of every settings page: those this member may see. */
export function SettingsNav() {
  const { name, role, title } = useOrganization();
  const root = `/o/${name}/settings`;
  const path = usePathname();
  const pages = PAGES.filter((page) => isAllowed(role, page.permission));
  const current = pages.find((page) => page.path !== "" && path.startsWith(`${root}${page.path}`)) ?? pages[0];
  return (
    <>
      <PageHeader title="Settings" description={`What holds for all of ${title}.`} />
      <LinkTabs
        label="Settings"
        current={current?.id ?? ""}
        tabs={pages.map((page) => ({ id: page.id, title: page.title, href: `${root}${page.path}` }))}
      />
    </>
  );
}
