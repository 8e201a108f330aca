import {
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  type Completion as EditorCompletion,
  insertCompletionText,
  pickedCompletion,
  snippet,
  startCompletion,
} from "@codemirror/autocomplete";
import type { Extension } from "@codemirror/state";
import { type EditorView, hoverTooltip } from "@codemirror/view";
import { type Completion, completePolicy, hoverPolicy, type PolicyNames } from "@countersign/policy";
import { hoverElement } from "./hover-element.ts";

/** What an option's kind is called beside it; the kit's own icons say nothing here. */
const BOOST: { readonly [K in Completion["kind"]]?: number } = {
  field: 2,
  agent: 2,
  operation: 1,
  argument: 2,
  tag: 1,
};

/** Completion and hover by the policy's own knowledge. `names` is asked each time, since what exists changes. */
export function policyLanguage(names: () => PolicyNames): Extension {
  return [
    autocompletion({
      override: [(context) => complete(context, names())],
      icons: false,
      activateOnTyping: true,
      tooltipClass: () => "policy-completion",
    }),
    hoverTooltip((view, position) => {
      const told = hoverPolicy(view.state.doc.toString(), position, names());
      if (!told) return null;
      return { pos: told.from, end: told.to, above: true, create: () => ({ dom: hoverElement(told) }) };
    }),
  ];
}

function complete(context: CompletionContext, names: PolicyNames): CompletionResult | null {
  const before = context.state.doc
    .lineAt(context.pos)
    .text.slice(0, context.pos - context.state.doc.lineAt(context.pos).from);
  // A bare space opens nothing by itself: most of a policy's lines begin with some.
  if (!context.explicit && !/[\w.:[{,"'-]\s?$/.test(before)) return null;
  const found = completePolicy(context.state.doc.toString(), context.pos, names);
  return found ? { from: found.from, options: found.options.map(editorCompletion), validFor: /^[\w*:@$-]*$/ } : null;
}

function editorCompletion(option: Completion): EditorCompletion {
  return {
    label: option.label,
    boost: BOOST[option.kind] ?? 0,
    ...(option.detail === undefined ? {} : { detail: option.detail }),
    ...(option.doc ? { info: option.doc } : {}),
    apply: (...[view, completion, from, to]) => apply(view, { option, completion, from, to }),
  };
}

interface Applied {
  readonly option: Completion;
  readonly completion: EditorCompletion;
  readonly from: number;
  readonly to: number;
}

/** Writes an option, indented as its line is; where it leaves a place to fill in, that is completed next. */
function apply(view: EditorView, { option, completion, from, to }: Applied): void {
  const text = option.insert ?? option.label;
  const rest = view.state.doc.lineAt(to).text.slice(to - view.state.doc.lineAt(to).from);
  // The field's value stands there already: only its name is written.
  const isNameOnly = option.kind === "field" && /^\s*:/.test(rest);
  const written = isNameOnly ? option.label : text;
  if (!written.includes("¦")) {
    view.dispatch({
      ...insertCompletionText(view.state, written, from, to),
      annotations: pickedCompletion.of(completion),
    });
    return;
  }
  snippet(snippetTemplate(written))(view, completion, from, to);
  startCompletion(view);
}

/** A text with one place to fill in, as the editor's templates write it: only braces mean something there. */
export function snippetTemplate(text: string): string {
  return text.replaceAll(/[{}]/g, "\\$&").replace("¦", "$" + "{}");
}
