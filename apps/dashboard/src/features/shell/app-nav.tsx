"use client";

import { isAllowed } from "@countersign/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "./organization-context.tsx";
import { PAGES } from "./pages.ts";

/** The pages this member may open, and how many approvals wait for them. On a phone it lies along the bottom. */
export function AppNav() {
  const { name, role } = useOrganization();
  const path = usePathname();
  const trpc = useTRPC();
  const waiting = useQuery(trpc.approvals.countWaiting.queryOptions({ organization: name }));
  const root = `/o/${name}`;
  return (
    <nav className="app-nav" aria-label="Pages">
      <Link className="brand" href={root}>
        <b aria-hidden="true" />
        Countersign
      </Link>
      {PAGES.filter((page) => isAllowed(role, page.permission)).map((page) => {
        const href = `${root}${page.path}`;
        const isCurrent = page.path === "" ? path === href : path === href || path.startsWith(`${href}/`);
        const count = page.path === "/approvals" ? (waiting.data?.count ?? 0) : 0;
        return (
          <Link
            key={page.path}
            className="item"
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
      <span className="spacer flex-1" />
    </nav>
  );
}
