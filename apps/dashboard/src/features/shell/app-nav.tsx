"use client";

import { isAllowed } from "@countersign/core";
import { Menu } from "@countersign/ui";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "./organization-context.tsx";
import { PAGES } from "./pages.ts";

/** What a phone's bar has room for; the rest is under More. */
const IN_BAR: readonly string[] = ["", "/approvals", "/agents", "/audit"];

/** The pages this member may open, and how many approvals wait for them. On a phone it lies along the bottom. */
export function AppNav() {
  const { name, role } = useOrganization();
  const path = usePathname();
  const trpc = useTRPC();
  const waiting = useQuery(trpc.approvals.countWaiting.queryOptions({ organization: name }));
  const root = `/o/${name}`;
  const pages = PAGES.filter((page) => isAllowed(role, page.permission)).map((page) => {
    const href = `${root}${page.path}`;
    const isCurrent = path === href || (page.path !== "" && path.startsWith(`${href}/`));
    return { ...page, href, isCurrent, isInBar: IN_BAR.includes(page.path) };
  });
  const more = pages.filter((page) => !page.isInBar);
  return (
    <nav className="app-nav" aria-label="Pages">
      <Link className="brand" href={root}>
        <b aria-hidden="true" />
        Countersign
      </Link>
      {pages.map(({ href, isCurrent, isInBar, ...page }) => {
        const count = page.path === "/approvals" ? (waiting.data?.count ?? 0) : 0;
        return (
          <Link
            key={page.path}
            className={isInBar ? "item" : "item is-beyond-bar"}
            href={href}
            {...(isCurrent ? { "aria-current": "page" as const } : {})}
          >
            {page.title}
            {count > 0 ? (
              <span className="count num">
                {count}
                <span className="sr"> waiting</span>
              </span>
            ) : null}
          </Link>
        );
      })}
      {more.length > 0 ? (
        <Menu
          label="More pages"
          look="quiet"
          className={more.some((page) => page.isCurrent) ? "more is-current" : "more"}
          trigger="More"
          items={more.map(({ title, href, isCurrent }) => ({ label: title, href, isCurrent }))}
        />
      ) : null}
      <span className="spacer flex-1" />
    </nav>
  );
}
