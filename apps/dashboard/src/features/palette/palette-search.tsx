"use client";

import { isAllowed, visibleLine } from "@countersign/core";
import { Kbd } from "@countersign/ui";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import { useRouter } from "next/navigation";
import { useDeferredValue, useState } from "react";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { PAGES } from "#features/shell/pages.ts";
import type { PaletteHit } from "#server/views/palette.ts";
import { ACTIONS } from "./actions.ts";

interface PaletteSearchProps {
  readonly onClose: () => void;
  readonly onKeyMap: () => void;
}

const KINDS: Readonly<Record<PaletteHit["kind"], string>> = {
  agent: "Agent",
  connection: "Connection",
  operation: "Operation",
  rule: "Rule",
  record: "Record",
  approval: "Approval",
};

/** Pages and acts are filtered here; agents, connections, rules and ids are asked of the server as one types. */
export function PaletteSearch({ onClose, onKeyMap }: PaletteSearchProps) {
  const router = useRouter();
  const { name, role } = useOrganization();
  const trpc = useTRPC();
  const [text, setText] = useState("");
  const query = useDeferredValue(text.trim());
  const found = useQuery({
    ...trpc.palette.search.queryOptions({ organization: name, query }),
    enabled: query.length > 0,
    placeholderData: keepPreviousData,
  });
  const go = (path: string) => {
    onClose();
    router.push(`/o/${name}${path}`);
  };
  const hits = query === "" ? [] : (found.data?.hits ?? []);
  return (
    <Command label="Find" className="palette" loop>
      <Command.Input
        autoFocus
        value={text}
        onValueChange={setText}
        placeholder="Find a page, an agent, a connection, a rule, an id…"
        className="palette-input"
      />
      <Command.List className="palette-list">
        <Command.Empty className="palette-empty">
          {found.isFetching ? "Looking…" : found.isError ? "The search didn't answer. Try again." : "Nothing matches."}
        </Command.Empty>
        {hits.length > 0 ? (
          <Command.Group heading="Found">
            {hits.map((hit) => (
              <Command.Item
                key={`${hit.kind}-${hit.id}`}
                value={`${hit.kind} ${hit.id}`}
                keywords={[hit.title, hit.hint, query]}
                className="palette-item"
                onSelect={() => go(hit.path)}
              >
                <span className="min-w-0 flex-1 truncate">{visibleLine(hit.title)}</span>
                <span className="label truncate">{visibleLine(hit.hint)}</span>
                <span className="label w-20 flex-none text-right">{KINDS[hit.kind]}</span>
              </Command.Item>
            ))}
          </Command.Group>
        ) : null}
        <Command.Group heading="Pages">
          {PAGES.filter((page) => isAllowed(role, page.permission)).map((page) => (
            <Command.Item
              key={page.path}
              value={`page ${page.title}`}
              className="palette-item"
              onSelect={() => go(page.path)}
            >
              <span className="flex-1">{page.title}</span>
              <Kbd>G</Kbd>
              <Kbd>{page.key.toUpperCase()}</Kbd>
            </Command.Item>
          ))}
        </Command.Group>
        <Command.Group heading="Do">
          {ACTIONS.filter((action) => isAllowed(role, action.permission)).map((action) => (
            <Command.Item
              key={action.title}
              value={action.title}
              keywords={[...action.keywords]}
              className="palette-item"
              onSelect={() => go(action.path)}
            >
              {action.title}
            </Command.Item>
          ))}
          <Command.Item value="Show keys" keywords={["shortcuts", "help"]} className="palette-item" onSelect={onKeyMap}>
            <span className="flex-1">Show keys</span>
            <Kbd>?</Kbd>
          </Command.Item>
        </Command.Group>
      </Command.List>
    </Command>
  );
}
