"use client";

import { closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, foldKeymap, indentOnInput, indentUnit } from "@codemirror/language";
import { lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { Annotation, EditorState, type Extension } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import type { PolicyNames } from "@countersign/policy";
import { type Ref, useEffect, useImperativeHandle, useRef } from "react";
import type { PolicyProblemView } from "#server/views/policy.ts";
import { diagnostics, rangeOf } from "./diagnostics.ts";
import { documentNonce } from "./document-nonce.ts";
import { policyLanguage } from "./editor-language.ts";
import { EDITOR_LOOK } from "./editor-theme.ts";

/** What a page may ask of the editor. */
export interface EditorHandle {
  /** Puts the cursor where a problem stands. */
  readonly goTo: (problem: Pick<PolicyProblemView, "line" | "column">) => void;
}

interface YamlEditorProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly problems: readonly PolicyProblemView[];
  readonly names: PolicyNames;
  readonly isReadOnly: boolean;
  /** Mod-s and Mod-Enter. */
  readonly onSave: () => void;
  readonly onPublish: () => void;
  readonly ref?: Ref<EditorHandle>;
}

/** Marks changes that came from outside, which aren't told back. */
const fromOutside = Annotation.define<boolean>();

/** The policy as text, with completion, hover and problems. It keeps the text as it is: formats, comments, blank lines. */
export function YamlEditor(props: YamlEditorProps) {
  const { label, value, problems, isReadOnly, ref } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  // The editor outlives renders: it always asks the latest props.
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  const initial = useRef(value);
  useEffect(() => {
    if (!host.current) return;
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: initial.current,
        extensions: [extensions(() => latest.current), accessibility(label, isReadOnly)],
      }),
    });
    view.current = editor;
    return () => {
      initial.current = editor.state.doc.toString();
      view.current = null;
      editor.destroy();
    };
  }, [label, isReadOnly]);
  useEffect(() => {
    const editor = view.current;
    if (editor && editor.state.doc.toString() !== value) replaceText(editor, value);
  }, [value]);
  useEffect(() => {
    const editor = view.current;
    if (editor) editor.dispatch(setDiagnostics(editor.state, diagnostics(problems, editor.state.doc)));
  }, [problems]);
  useImperativeHandle(ref, () => ({
    goTo: (problem) => {
      const editor = view.current;
      if (!editor) return;
      const { from } = rangeOf(problem, editor.state.doc);
      editor.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
      editor.focus();
    },
  }));
  return <div ref={host} className="policy-editor" />;
}

function extensions(props: () => YamlEditorProps): Extension {
  const run = (act: (props: YamlEditorProps) => void) => () => {
    act(props());
    return true;
  };
  return [
    EditorView.cspNonce.of(documentNonce()),
    keymap.of([
      { key: "Mod-s", preventDefault: true, run: run(({ onSave }) => onSave()) },
      { key: "Mod-Enter", preventDefault: true, run: run(({ onPublish }) => onPublish()) },
    ]),
    lineNumbers(),
    history(),
    drawSelection(),
    indentOnInput(),
    indentUnit.of("  "),
    bracketMatching(),
    closeBrackets(),
    highlightActiveLine(),
    highlightSelectionMatches(),
    keymap.of([
      ...closeBracketsKeymap,
      ...completionKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...foldKeymap,
      ...lintKeymap,
      indentWithTab,
      ...defaultKeymap,
    ]),
    yaml(),
    policyLanguage(() => props().names),
    EDITOR_LOOK,
    EditorView.updateListener.of((update) => {
      const isOwn = update.transactions.some(
        (transaction) => transaction.docChanged && !transaction.annotation(fromOutside),
      );
      if (isOwn) props().onChange(update.state.doc.toString());
    }),
  ];
}

/** Tab indents, as in any editor of code; Escape and then Tab leaves it, which the label says. */
function accessibility(label: string, isReadOnly: boolean): Extension {
  return [
    EditorView.contentAttributes.of({
      "aria-label": `${label}. Escape, then Tab leaves the editor.`,
      spellcheck: "false",
      // What scrolls must be reached by the keyboard in every browser, read-only or not.
      tabindex: "0",
      ...(isReadOnly ? { "aria-readonly": "true" } : {}),
    }),
    EditorState.readOnly.of(isReadOnly),
  ];
}

/** Writes only what differs, so that cursor, folds and undo stay where nothing changed. */
function replaceText(editor: EditorView, value: string): void {
  const old = editor.state.doc.toString();
  let start = 0;
  while (start < old.length && start < value.length && old[start] === value[start]) start += 1;
  let end = 0;
  while (end < old.length - start && end < value.length - start && old.at(-1 - end) === value.at(-1 - end)) end += 1;
  editor.dispatch({
    changes: { from: start, to: old.length - end, insert: value.slice(start, value.length - end) },
    annotations: fromOutside.of(true),
  });
}
