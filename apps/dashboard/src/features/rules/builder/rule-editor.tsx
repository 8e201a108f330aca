"use client";

import type { Effect, PolicyOutline, RuleFields } from "@countersign/policy";
import { Banner, Button, Dialog, Field, Input, RadioCards, Section, TextArea } from "@countersign/ui";
import { type FormEvent, useMemo, useState } from "react";
import { RuleApproval } from "./rule-approval.tsx";
import { RuleConditions } from "./rule-conditions.tsx";
import { draftOf, type FieldProblems, type RuleDraft, saveDraft } from "./rule-draft.ts";
import { RuleLimits } from "./rule-limits.tsx";
import { RuleOperations } from "./rule-operations.tsx";
import { RulePreview } from "./rule-preview.tsx";
import { RuleWho } from "./rule-who.tsx";
import { offeredArguments, type PolicyVocabulary, selectedOperations } from "./vocabulary.ts";

interface RuleEditorProps {
  readonly source: string;
  readonly outline: PolicyOutline;
  readonly vocabulary: PolicyVocabulary;
  /** What the editor starts with. */
  readonly fields: RuleFields;
  /** Null for a rule that isn't in the text yet. */
  readonly index: number | null;
  /** Problems of the text as it is, by field of this rule. */
  readonly known: FieldProblems;
  readonly onSave: (source: string) => void;
  readonly onClose: () => void;
}

const EFFECTS = [
  { value: "allow", title: "Allow", description: "The call runs, within the limits below." },
  {
    value: "require_approval",
    title: "Ask a person",
    description: "The call waits until people agree to exactly this.",
  },
  { value: "deny", title: "Deny", description: "Never, whatever other rules say." },
] as const satisfies readonly { value: Effect; title: string; description: string }[];

/** A rule in full, in a sheet. Nothing changes before it is saved, and nothing typed is lost by a refusal. */
export function RuleEditor(props: RuleEditorProps) {
  const { source, outline, vocabulary, index, known, onSave, onClose } = props;
  const [draft, setDraft] = useState<RuleDraft>(() => draftOf(props.fields));
  const [refused, setRefused] = useState<FieldProblems | null>(null);
  const [touched, setTouched] = useState<readonly string[]>([]);
  const problems = withoutTouched(refused ?? known, touched);
  const isNew = index === null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const saved = saveDraft(draft, { source, index });
    if (saved.ok) onSave(saved.source);
    else {
      setRefused(saved.problems);
      setTouched([]);
    }
  };
  const change = (next: RuleDraft, fields: readonly string[]) => {
    setDraft(next);
    setTouched([...touched, "", ...fields]);
  };
  const set = (fields: Partial<RuleFields>) =>
    change({ ...draft, fields: { ...draft.fields, ...fields } }, Object.keys(fields));
  const title = isNew ? "New rule" : `Rule ${props.fields.id}`;
  return (
    <Dialog title={title} isOpen shape="sheet" isTitleHidden onClose={onClose}>
      <form className="rule-editor" onSubmit={submit} noValidate>
        <header>
          <strong aria-hidden="true">{title}</strong>
          <Button look="quiet" aria-label="Close without saving" onClick={onClose}>
            ×
          </Button>
        </header>
        <div className="rule-editor-body">
          <RulePreview draft={draft} vocabulary={vocabulary} />
          {problems[""] ? <Banner tone="danger">{problems[""]}</Banner> : null}
          <RuleSections
            draft={draft}
            setDraft={(next) => change(next, ["when"])}
            set={set}
            problems={problems}
            outline={outline}
            vocabulary={vocabulary}
            isNew={isNew}
          />
        </div>
        <footer>
          {refused && Object.keys(problems).length > 0 ? (
            <span className="problem mr-auto" role="alert">
              Not saved: see what is marked above.
            </span>
          ) : null}
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit">
            {isNew ? "Add rule to draft" : "Change rule in draft"}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

/** What was said of a field is no longer true of it once it was changed. */
function withoutTouched(problems: FieldProblems, touched: readonly string[]): FieldProblems {
  return Object.fromEntries(
    Object.entries(problems).filter(([field]) => !touched.includes(field.split(".")[0] ?? field)),
  );
}

interface RuleSectionsProps {
  readonly draft: RuleDraft;
  readonly setDraft: (draft: RuleDraft) => void;
  readonly set: (fields: Partial<RuleFields>) => void;
  readonly problems: FieldProblems;
  readonly outline: PolicyOutline;
  readonly vocabulary: PolicyVocabulary;
  readonly isNew: boolean;
}

function RuleSections({ draft, setDraft, set, problems, outline, vocabulary, isNew }: RuleSectionsProps) {
  const { fields } = draft;
  const offered = useMemo(
    () => offeredArguments(selectedOperations(vocabulary, fields.operations)),
    [vocabulary, fields.operations],
  );
  return (
    <>
      <Section title="Who" className="rule-section">
        <RuleWho
          value={fields.agents}
          problem={problems["agents"]}
          vocabulary={vocabulary}
          onChange={(agents) => set({ agents })}
        />
      </Section>
      <Section title="What" className="rule-section">
        <RuleOperations
          value={fields.operations}
          problem={problems["operations"]}
          vocabulary={vocabulary}
          onChange={(operations) => set({ operations })}
        />
      </Section>
      <Section title="When" className="rule-section">
        <RuleConditions
          draft={draft}
          onChange={setDraft}
          offered={offered}
          lists={Object.keys(outline.lists)}
          problem={problems["when"]}
        />
      </Section>
      <Section title="Then" className="rule-section">
        <RadioCards
          label="Effect"
          isLabelHidden
          options={EFFECTS}
          value={fields.effect}
          problem={problems["effect"]}
          onChange={(effect) =>
            set(
              effect === "require_approval" && !fields.approval
                ? { effect, approval: { by: ["role:admin"], expires: "30m" } }
                : { effect },
            )
          }
        />
        {fields.effect === "deny" ? <DenyMessage fields={fields} set={set} problem={problems["message"]} /> : null}
        {fields.effect === "require_approval" ? (
          <div className="mt-4">
            <RuleApproval
              value={fields.approval ?? { by: [] }}
              problems={problems}
              groups={Object.keys(outline.approvers)}
              vocabulary={vocabulary}
              onChange={(approval) => set({ approval })}
            />
          </div>
        ) : null}
      </Section>
      {fields.effect === "deny" ? null : (
        <Section title="How much" className="rule-section">
          <RuleLimits
            value={fields.limits ?? []}
            usualScope="agent"
            problem={problems["limits"]}
            onChange={(limits) => set({ limits })}
          />
        </Section>
      )}
      <Section title="Name" className="rule-section">
        <RuleName fields={fields} set={set} problem={problems["id"] ?? problems["was"]} isNew={isNew} />
      </Section>
    </>
  );
}

interface FieldProps {
  readonly fields: RuleFields;
  readonly set: (fields: Partial<RuleFields>) => void;
  readonly problem: string | undefined;
}

function DenyMessage({ fields, set, problem }: FieldProps) {
  return (
    <div className="mt-4">
      <Field label="What the agent is told" hint="Say what it may do instead. Optional." problem={problem}>
        {(control) => (
          <TextArea
            {...control}
            rows={2}
            maxLength={500}
            value={fields.message ?? ""}
            onChange={(event) => set({ message: event.target.value })}
          />
        )}
      </Field>
    </div>
  );
}

function RuleName({ fields, set, problem, isNew }: FieldProps & { readonly isNew: boolean }) {
  const [first] = useState(fields.was ?? fields.id);
  const rename = (id: string) => set(isNew || id === first ? { id } : { id, was: first });
  return (
    <Field
      label="Name"
      hint={
        isNew
          ? "Lower-case letters, digits and dashes. Records and refusals show it."
          : "Its counters go on when it is renamed."
      }
      problem={problem}
    >
      {(control) => (
        <Input
          {...control}
          className="mono"
          autoComplete="off"
          spellCheck={false}
          value={fields.id}
          onChange={(event) => rename(event.target.value.trim())}
        />
      )}
    </Field>
  );
}
