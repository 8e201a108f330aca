"use client";

import { Button, Checkbox, Dialog, Input, Menu, type MenuItem, useToast } from "@countersign/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useSearchParams } from "next/navigation";
import { useId, useState } from "react";
import { describeError } from "#features/api/describe-error.ts";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";

/** Searches that have a name: choose one, save what is shown, remove what isn't needed. */
export function SavedViews() {
  const { name: organization } = useOrganization();
  const trpc = useTRPC();
  const views = useQuery(trpc.views.list.queryOptions({ organization }));
  const query = useSearchParams().toString();
  const [open, setOpen] = useState<"save" | "manage" | null>(null);
  const saved = views.data?.views ?? [];
  const items: (MenuItem | "separator")[] = saved.map((view) => ({
    label: view.name,
    href: `/o/${organization}/audit?${view.query}`,
    isCurrent: view.query === query,
    ...(view.isShared ? { hint: view.isOwn ? "shared by you" : "shared" } : {}),
  }));
  if (items.length > 0) items.push("separator");
  items.push({ label: "Save this view…", onSelect: () => setOpen("save"), isDisabled: query === "" });
  if (saved.length > 0) items.push({ label: "Remove views…", onSelect: () => setOpen("manage") });
  return (
    <>
      <Menu label="Views" items={items} />
      <Dialog title="Save this view" isOpen={open === "save"} onClose={() => setOpen(null)}>
        {open === "save" ? <SaveView query={query} onDone={() => setOpen(null)} /> : null}
      </Dialog>
      <Dialog title="Remove views" isOpen={open === "manage"} onClose={() => setOpen(null)}>
        {open === "manage" ? <RemoveViews views={saved} /> : null}
      </Dialog>
    </>
  );
}

function SaveView({ query, onDone }: { readonly query: string; readonly onDone: () => void }) {
  const { name: organization } = useOrganization();
  const trpc = useTRPC();
  const cache = useQueryClient();
  const toast = useToast();
  const save = useMutation(trpc.views.save.mutationOptions());
  const id = useId();
  const [name, setName] = useState("");
  const [isShared, setShared] = useState(false);
  const submit = async () => {
    await save.mutateAsync({ organization, name, query, isShared });
    await cache.invalidateQueries(trpc.views.pathFilter());
    toast(`Saved as ${name.trim()}.`);
    onDone();
  };
  return (
    <form
      className="mt-4 grid gap-4"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit().catch(() => undefined);
      }}
    >
      <div className="field">
        <label htmlFor={id}>Name</label>
        <Input id={id} value={name} maxLength={80} autoFocus onChange={(event) => setName(event.target.value)} />
      </div>
      <Checkbox
        label="Share it"
        hint="Everybody who may search the audit finds it in their list."
        checked={isShared}
        onChange={setShared}
      />
      {save.isError ? (
        <p role="alert" className="m-0 text-deny">
          {describeError(save.error)}
        </p>
      ) : null}
      <div className="flex gap-2">
        <Button look="primary" type="submit" disabled={save.isPending || name.trim() === ""}>
          Save view
        </Button>
        <Button look="quiet" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

interface ShownView {
  readonly id: string;
  readonly name: string;
  readonly isShared: boolean;
  readonly isOwn: boolean;
}

function RemoveViews({ views }: { readonly views: readonly ShownView[] }) {
  const { name: organization, role } = useOrganization();
  const trpc = useTRPC();
  const cache = useQueryClient();
  const remove = useMutation(
    trpc.views.remove.mutationOptions({ onSuccess: () => cache.invalidateQueries(trpc.views.pathFilter()) }),
  );
  const isAdmin = role === "owner" || role === "admin";
  return (
    <>
      <ul className="mt-4 mb-0 list-none p-0">
        {views.map((view) => (
          <li key={view.id} className="flex items-center justify-between gap-3 border-b py-2">
            <span className="min-w-0 truncate">
              {view.name} {view.isShared ? <span className="label">shared</span> : null}
            </span>
            {view.isOwn || isAdmin ? (
              <Button
                look="quiet"
                aria-label={`Remove the view ${view.name}`}
                disabled={remove.isPending}
                onClick={() => remove.mutate({ organization, id: view.id })}
              >
                Remove
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      {remove.isError ? (
        <p role="alert" className="mb-0 text-deny">
          {describeError(remove.error)}
        </p>
      ) : null}
    </>
  );
}
