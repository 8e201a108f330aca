"use client";

import { isAllowed } from "@countersign/core";
import { Button, Dialog } from "@countersign/ui";
import { useOrganization } from "./organization-context.tsx";
import { SHORTCUTS } from "./shortcuts.ts";

/** What `?` shows: every key there is for this person. */
export function KeyMap({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const { role } = useOrganization();
  return (
    <Dialog title="Keys" isOpen={isOpen} onClose={onClose}>
      {SHORTCUTS.map((group) => (
        <section key={group.title} className="mt-4" aria-label={group.title}>
          <p className="label m-0 border-b pb-1">{group.title}</p>
          <dl className="m-0">
            {group.shortcuts
              .filter((shortcut) => !shortcut.permission || isAllowed(role, shortcut.permission))
              .map((shortcut) => (
                <div key={shortcut.words} className="flex items-baseline justify-between gap-4 py-1">
                  <dt>{shortcut.words}</dt>
                  <dd className="m-0 flex flex-none gap-1">
                    {shortcut.keys.map((key) => (
                      <kbd key={key} className="kbd is-shown">
                        {key}
                      </kbd>
                    ))}
                  </dd>
                </div>
              ))}
          </dl>
        </section>
      ))}
      <div className="mt-4 flex justify-end">
        <Button onClick={onClose}>Close</Button>
      </div>
    </Dialog>
  );
}
