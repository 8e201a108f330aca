"use client";

import type { PolicyEdit } from "@countersign/policy";
import { Button, Field, Input, TagInput } from "@countersign/ui";
import { type FormEvent, useState } from "react";
import type { PolicyProblemView } from "./vocabulary.ts";

interface ListsEditorProps {
  readonly lists: { readonly [name: string]: readonly string[] };
  readonly edit: (edits: readonly PolicyEdit[]) => string | null;
  readonly problems: readonly PolicyProblemView[];
}

const NAME = /^[a-z][a-z0-9_]{0,62}$/;

/** The policy's lists as chips. Each chip that comes or goes changes one entry of the text. */
export function ListsEditor({ lists, edit, problems }: ListsEditorProps) {
  return (
    <div className="mt-3 grid gap-4">
      {Object.entries(lists).map(([name, entries]) => (
        <div key={name} className="named-row">
          <Field label={name} problem={problems.find(({ path }) => path.startsWith(`lists.${name}`))?.message}>
            {(control) => (
              <TagInput
                {...control}
                value={entries}
                placeholder="acme.io"
                onChange={(next) => edit(entryEdits({ name, entries }, next))}
              />
            )}
          </Field>
          <Button
            look="quiet"
            aria-label={`Delete the list ${name}`}
            onClick={() => edit([{ kind: "set_list", list: name, entries: null }])}
          >
            ×
          </Button>
        </div>
      ))}
      <NewName
        label="New list"
        placeholder="partner_domains"
        act="Add list"
        check={(name) => {
          if (Object.hasOwn(lists, name)) return "There is a list of this name.";
          return NAME.test(name) ? null : "Lower-case letters, digits and underscores, beginning with a letter.";
        }}
        onAdd={(name) => edit([{ kind: "set_list", list: name, entries: [] }])}
      />
    </div>
  );
}

interface NamedList {
  readonly name: string;
  readonly entries: readonly string[];
}

function entryEdits({ name, entries }: NamedList, next: readonly string[]): PolicyEdit[] {
  const gone = entries.filter((entry) => !next.includes(entry));
  const fresh = next.filter((entry) => !entries.includes(entry));
  return [
    ...gone.map((entry): PolicyEdit => ({ kind: "remove_list_entry", list: name, entry })),
    ...fresh.map((entry): PolicyEdit => ({ kind: "add_list_entry", list: name, entry })),
  ];
}

interface NewNameProps {
  readonly label: string;
  readonly placeholder: string;
  readonly act: string;
  readonly check: (name: string) => string | null;
  readonly onAdd: (name: string) => string | null;
}

/** A field that makes something under a name. */
export function NewName({ label, placeholder, act, check, onAdd }: NewNameProps) {
  const [name, setName] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = check(name.trim()) ?? onAdd(name.trim());
    setProblem(found);
    if (found === null) setName("");
  };
  return (
    <form className="flex flex-wrap items-end gap-2" onSubmit={submit}>
      <Field label={label} problem={problem ?? undefined}>
        {(control) => (
          <Input
            {...control}
            className="mono"
            autoComplete="off"
            spellCheck={false}
            placeholder={placeholder}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" disabled={name.trim() === ""}>
        {act}
      </Button>
    </form>
  );
}
