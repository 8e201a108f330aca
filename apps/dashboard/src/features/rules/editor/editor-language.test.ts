import { snippet } from "@codemirror/autocomplete";
import { EditorState } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import { expect, it } from "vitest";
import { snippetTemplate } from "./editor-language.ts";

/** What a template writes into an empty text, with ^ where the cursor is then. */
function written(text: string): string {
  let state = EditorState.create();
  const target = {
    get state() {
      return state;
    },
    dispatch: (transaction: Parameters<EditorView["dispatch"]>[0]) => {
      state = state.update(transaction as never).state;
    },
  };
  snippet(snippetTemplate(text))(target as never, null, 0, 0);
  const at = state.selection.main.head;
  return `${state.doc.sliceString(0, at)}^${state.doc.sliceString(at)}`;
}

it.each([
  ["calls: ¦", "calls: ^"],
  ["spend: $¦", "spend: $^"],
  ["agents: [¦]", "agents: [^]"],
  ['on_deny: { respond: { text: "¦" } }', 'on_deny: { respond: { text: "^" } }'],
  ["in_list(¦)", "in_list(^)"],
])("completing writes %j as it stands, with the cursor at its place", (text, expected) => {
  expect(written(text)).toBe(expected);
});
