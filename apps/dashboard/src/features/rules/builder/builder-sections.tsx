"use client";

import type { LimitFields, PolicyEdit, PolicyOutline } from "@countersign/policy";
import { Section } from "@countersign/ui";
import { GroupsEditor } from "./groups-editor.tsx";
import { ListsEditor } from "./lists-editor.tsx";
import { OrganizationLimits } from "./organization-limits.tsx";
import { type PolicyProblemView, type PolicyVocabulary, problemsUnder } from "./vocabulary.ts";

interface BuilderSectionsProps {
  readonly outline: PolicyOutline;
  readonly problems: readonly PolicyProblemView[];
  readonly vocabulary: PolicyVocabulary;
  /** Gives what keeps an edit from being made, or null. */
  readonly edit: (edits: readonly PolicyEdit[]) => string | null;
}

/** What rules refer to: lists, groups of approvers, and the limits of everybody together. */
export function BuilderSections({ outline, problems, vocabulary, edit }: BuilderSectionsProps) {
  return (
    <>
      <Section
        title="Lists"
        description="Named values that conditions compare with. *. at the beginning of a domain stands for everything under it."
      >
        <ListsEditor lists={outline.lists} edit={edit} problems={problemsUnder(problems, "lists")} />
      </Section>
      <Section title="Approver groups" description="People whom rules ask, under one name.">
        <GroupsEditor
          groups={outline.approvers}
          vocabulary={vocabulary}
          edit={edit}
          problems={problemsUnder(problems, "approvers")}
        />
      </Section>
      <Section title="Limits for everything" description="They hold for every call, whichever rule allows it.">
        {outline.limits === null ? (
          <p className="muted">These limits hold what only the YAML shows. Edit them there.</p>
        ) : (
          <OrganizationLimits
            key={JSON.stringify(outline.limits)}
            limits={outline.limits}
            save={(limits: readonly LimitFields[]) => edit([{ kind: "set_limits", limits }])}
            problem={problemsUnder(problems, "limits")[0]?.message}
          />
        )}
      </Section>
    </>
  );
}
