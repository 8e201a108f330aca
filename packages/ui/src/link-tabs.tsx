"use client";

import { useEffect, useRef } from "react";
import { useLink } from "./ui-provider.tsx";

export interface LinkTab {
  readonly id: string;
  readonly title: string;
  readonly href: string;
  /** How many wait there; nothing is shown for 0. */
  readonly count?: number;
}

interface LinkTabsProps {
  readonly label: string;
  readonly tabs: readonly LinkTab[];
  readonly current: string;
}

/** Tabs that are addresses of their own: reload, back and a sent link land on the same one. */
export function LinkTabs({ label, tabs, current }: LinkTabsProps) {
  const Link = useLink();
  const list = useRef<HTMLElement>(null);
  const place = tabs.findIndex(({ id }) => id === current);
  // On a phone the tabs may be wider than the page: the current one is in sight.
  useEffect(() => {
    list.current?.children[place]?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [place]);
  return (
    <nav ref={list} className="tabs-list mb-4" aria-label={label}>
      {tabs.map((tab) => (
        <Link
          key={tab.id}
          href={tab.href}
          className="tab"
          {...(tab.id === current ? { "aria-current": "page" as const } : {})}
        >
          {tab.title}
          {tab.count ? <span className="num text-seal-ink"> {tab.count}</span> : null}
        </Link>
      ))}
    </nav>
  );
}
