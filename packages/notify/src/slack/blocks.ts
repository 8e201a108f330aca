import { visibleLine } from "@countersign/core";
import { cut } from "../approval/readable-arguments.ts";

/** Text that Slack shows as it is: no markup, no mentions, no links, no emoji by name. */
export interface PlainText {
  readonly type: "plain_text";
  readonly text: string;
  readonly emoji: false;
}

export interface ButtonBlock {
  readonly type: "button";
  readonly action_id: string;
  readonly text: PlainText;
  readonly url?: string;
  /** What comes back when it is pressed. */
  readonly value?: string;
  readonly style?: "primary" | "danger";
}

export interface TextInput {
  readonly type: "plain_text_input";
  readonly action_id: string;
  readonly multiline: boolean;
  readonly max_length: number;
  readonly initial_value?: string;
}

export interface NumberInput {
  readonly type: "number_input";
  readonly action_id: string;
  readonly is_decimal_allowed: boolean;
  readonly initial_value?: string;
}

export interface SlackOption {
  readonly text: PlainText;
  /** What comes back when it is chosen. */
  readonly value: string;
}

export interface ChoiceInput {
  readonly type: "static_select" | "radio_buttons";
  readonly action_id: string;
  readonly options: readonly SlackOption[];
  readonly initial_option?: SlackOption;
}

export type SlackBlock =
  | { readonly type: "header"; readonly text: PlainText }
  | { readonly type: "section"; readonly text: PlainText }
  | { readonly type: "section"; readonly fields: readonly PlainText[] }
  | { readonly type: "context"; readonly elements: readonly PlainText[] }
  | { readonly type: "actions"; readonly elements: readonly ButtonBlock[] };

export interface InputBlock {
  readonly type: "input";
  readonly block_id: string;
  readonly label: PlainText;
  readonly hint?: PlainText;
  readonly optional: boolean;
  readonly element: TextInput | NumberInput | ChoiceInput;
}

/** At most `longest` characters of a text, as it is. Slack takes none that is empty. */
export function plain(text: string, longest: number): PlainText {
  return { type: "plain_text", text: cut(text.trim() === "" ? "(nothing)" : text, longest), emoji: false };
}

/** The same in one line, so that nothing in it can pass for what stands beside it. */
export function plainLine(text: string, longest: number): PlainText {
  return plain(visibleLine(text), longest);
}

/** A text for the one place where Slack always reads markup: the line a notification shows. */
export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

const LONGEST_LABEL = 300;

/** A label is small and grey, and a value never is: no value can pass for the next label. */
export function labelled(label: string, text: PlainText): SlackBlock[] {
  return [
    { type: "context", elements: [plainLine(label, LONGEST_LABEL)] },
    { type: "section", text },
  ];
}

/** Something to choose from, one of which may be chosen at first. */
export function choiceInput(
  type: ChoiceInput["type"],
  options: readonly SlackOption[],
  chosen: string | null,
): ChoiceInput {
  const initial = options.find(({ value }) => value === chosen);
  return { type, action_id: "value", options, ...(initial && { initial_option: initial }) };
}
