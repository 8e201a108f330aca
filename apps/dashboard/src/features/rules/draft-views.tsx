"use client";

import { Banner, Section } from "@countersign/ui";
import { useMemo, useRef } from "react";
import { describeError } from "#features/api/describe-error.ts";
import type { PolicyProblemView } from "#server/views/policy.ts";
import type { Vocabulary } from "#server/views/vocabulary.ts";
import { PolicyBuilder } from "./builder/policy-builder.tsx";
import { type EditorHandle, YamlEditor } from "./editor/yaml-editor.tsx";
import { policyNames } from "./policy-names.ts";
import { ProblemList } from "./problem-list.tsx";
import { TryCallPanel } from "./try-call/try-call-panel.tsx";
import type { Checked } from "./use-checked.ts";
import type { EditedDraft } from "./use-draft.ts";

const NONE: readonly PolicyProblemView[] = [];

interface DraftViewsProps {
  readonly view: "builder" | "yaml" | "changes" | "history";
  readonly edited: EditedDraft;
  readonly checked: Checked;
  readonly vocabulary: Vocabulary;
  readonly onPublish: () => void;
}

/**
 * One text as rules or as YAML, and beside it a call to try on it. All of it stays while another view is looked at: the
 * editor with its undo, the call that was typed.
 */
export function DraftViews({ view, edited, checked, vocabulary, onPublish }: DraftViewsProps) {
  const editor = useRef<EditorHandle>(null);
  const names = useMemo(() => policyNames(vocabulary), [vocabulary]);
  const problems = checked.validation?.problems ?? NONE;
  return (
    <div className="policy-two" hidden={view !== "builder" && view !== "yaml"}>
      <div className="min-w-0">
        {view === "builder" && !edited.isReadOnly ? (
          <PolicyBuilder source={edited.text} onChange={edited.setText} vocabulary={vocabulary} problems={problems} />
        ) : null}
        <div hidden={view === "builder" && !edited.isReadOnly}>
          <YamlEditor
            ref={editor}
            label="The policy as YAML"
            value={edited.text}
            onChange={edited.setText}
            problems={problems}
            names={names}
            isReadOnly={edited.isReadOnly}
            onSave={edited.save}
            onPublish={onPublish}
          />
        </div>
        <p className="policy-verdict label" role="status">
          {verdictWords(checked)}
        </p>
        {checked.error ? <Banner tone="danger">{describeError(checked.error)}</Banner> : null}
        {view === "builder" ? null : (
          <ProblemList problems={problems} onGoTo={(problem) => editor.current?.goTo(problem)} />
        )}
      </div>
      <Section
        title="Try a call"
        className="policy-aside"
        description="Ask this text what it says of a call. Nothing runs."
      >
        <TryCallPanel vocabulary={vocabulary} source={edited.text} />
      </Section>
    </div>
  );
}

function verdictWords({ validation, isBehind }: Checked): string {
  if (!validation) return "Checking…";
  const errors = validation.problems.filter(({ severity }) => severity === "error").length;
  const warnings = validation.problems.length - errors;
  const parts = [
    errors === 0 ? "No errors" : `${errors} ${errors === 1 ? "error" : "errors"}`,
    ...(warnings === 0 ? [] : [`${warnings} ${warnings === 1 ? "warning" : "warnings"}`]),
    ...testParts(validation.tests),
  ];
  return `${parts.join(", ")}${isBehind ? " before the last change" : ""}`;
}

function testParts(tests: { readonly passed: number; readonly failed: number } | null): string[] {
  if (tests === null || tests.passed + tests.failed === 0) return [];
  if (tests.failed > 0) return [`${tests.failed} of ${tests.passed + tests.failed} tests fail`];
  return [tests.passed === 1 ? "its test passes" : `all ${tests.passed} tests pass`];
}
