"use client";

import type { ApproverFields, PolicyEdit } from "@countersign/policy";
import { Button, Field, Switch, TagInput } from "@countersign/ui";
import { NewName } from "./lists-editor.tsx";
import { channelSuggestions, type PolicyProblemView, type PolicyVocabulary } from "./vocabulary.ts";

interface GroupsEditorProps {
  readonly groups: { readonly [name: string]: ApproverFields };
  readonly vocabulary: PolicyVocabulary;
  readonly edit: (edits: readonly PolicyEdit[]) => string | null;
  readonly problems: readonly PolicyProblemView[];
}

const NAME = /^[a-z][a-z0-9_-]{0,62}$/;

/** Groups of approvers: members and where they are told. */
export function GroupsEditor({ groups, vocabulary, edit, problems }: GroupsEditorProps) {
  const people = [
    "role:owner",
    "role:admin",
    "role:approver",
    "role:developer",
    ...vocabulary.members.map(({ email }) => email),
  ];
  const set = (group: string, value: ApproverFields | null) => edit([{ kind: "set_approvers", group, value }]);
  return (
    <div className="mt-3 grid gap-4">
      {Object.entries(groups).map(([name, group]) => (
        <div key={name} className="named-row">
          <div className="grid gap-2 sm:grid-cols-2">
            <Field label={name} problem={problems.find(({ path }) => path.startsWith(`approvers.${name}`))?.message}>
              {(control) => (
                <TagInput
                  {...control}
                  value={group.members}
                  suggestions={people}
                  placeholder="role:admin"
                  onChange={(members) => set(name, { ...group, members })}
                />
              )}
            </Field>
            <Field label={`Where ${name} is told`}>
              {(control) => (
                <TagInput
                  {...control}
                  value={group.notify ?? []}
                  suggestions={channelSuggestions(vocabulary)}
                  placeholder="slack:#channel"
                  onChange={(notify) => set(name, { ...group, notify })}
                />
              )}
            </Field>
            <div className="sm:col-span-2">
              <Switch
                label={`${name} may decide by a mailed link, without signing in`}
                hint="Whoever reads the mail can decide. Never where a call destroys, leaves the organization or costs money."
                checked={group.email_links === true}
                onChange={(isOn) => set(name, withLinks(group, isOn))}
              />
            </div>
          </div>
          <Button look="quiet" aria-label={`Delete the group ${name}`} onClick={() => set(name, null)}>
            ×
          </Button>
        </div>
      ))}
      <NewName
        label="New group"
        placeholder="revenue"
        act="Add group"
        check={(name) => {
          if (Object.hasOwn(groups, name)) return "There is a group of this name.";
          return NAME.test(name)
            ? null
            : "Lower-case letters, digits, dashes and underscores, beginning with a letter.";
        }}
        onAdd={(name) => set(name, { members: ["role:admin"] })}
      />
    </div>
  );
}

function withLinks({ email_links: _before, ...group }: ApproverFields, isOn: boolean): ApproverFields {
  return isOn ? { ...group, email_links: true } : group;
}
