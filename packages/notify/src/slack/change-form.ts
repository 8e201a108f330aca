import { type ArgumentControl, type JsonValue, visibleLine } from "@countersign/core";
import {
  type ChoiceInput,
  choiceInput,
  type InputBlock,
  type NumberInput,
  plain,
  plainLine,
  type TextInput,
} from "./blocks.ts";
import { formOf, pageLink, type SlackForm } from "./decision-forms.ts";

/** Slack's bounds: of one input, of an option, of the blocks of a form; and of a whole form, well under its 250 kB. */
const LONGEST_INPUT = 3_000;
const LONGEST_OPTION = 75;
const MOST_CONTROLS = 90;
const MOST_CHARACTERS = 40_000;
/** Radio buttons, unlike lists, show all there is to choose. */
const MOST_RADIO = 5;
const LONGEST_LINE = 80;

/** Those arguments that fit into a form of Slack; the others stay as they are. Their blocks are `argument-0` and so on. */
export function slackControls(controls: readonly ArgumentControl[]): readonly ArgumentControl[] {
  let left = MOST_CHARACTERS;
  const fitting = controls.filter(({ value, choices }) => {
    const length = (value ?? "").length + choices.reduce((sum: number, each) => sum + optionText(each).length + 80, 0);
    const fits =
      (value ?? "").length <= LONGEST_INPUT && choices.every((each) => optionText(each).length <= LONGEST_OPTION);
    if (!fits || length > left) return false;
    left -= length;
    return true;
  });
  return fitting.slice(0, MOST_CONTROLS);
}

/** Lets an approver change the arguments of a call. `url`: its page, where everything can be. */
export function slackChangeForm(
  target: string,
  { controls, url }: { readonly controls: readonly ArgumentControl[]; readonly url: string },
): SlackForm {
  const shown = slackControls(controls);
  const left = controls.length - shown.length;
  const note = plain(`${left} more can't be changed in this form: they don't fit. Change them on the page.`, 150);
  return {
    ...formOf("change", target, { title: "Approve with changes", submit: "Approve changed" }),
    blocks: [
      ...(left === 0 ? [] : [{ type: "context", elements: [note] } as const, pageLink(url)]),
      ...shown.map(inputOf),
    ],
  };
}

const HINTS: Partial<Readonly<Record<ArgumentControl["kind"], string>>> = { lines: "One a line", json: "JSON" };

function inputOf(control: ArgumentControl, index: number): InputBlock {
  const { name, kind, value, isRequired } = control;
  const hint = HINTS[kind];
  const isText = kind === "text" || kind === "lines";
  return {
    type: "input",
    block_id: `argument-${index}`,
    // As the message calls it, not as the operation would have it called.
    label: plainLine(name, 150),
    ...(hint && { hint: plain(hint, LONGEST_LINE) }),
    // An emptied text is an empty one.
    optional: !isRequired || (isText && value !== null),
    element: elementOf(control),
  };
}

function elementOf({ kind, choices, value }: ArgumentControl): TextInput | NumberInput | ChoiceInput {
  if (kind === "number" || kind === "integer") {
    const initial = value === null ? {} : { initial_value: value };
    return { type: "number_input", action_id: "value", is_decimal_allowed: kind === "number", ...initial };
  }
  if (kind === "boolean") {
    const options = [
      { text: plain("Yes", LONGEST_OPTION), value: "true" },
      { text: plain("No", LONGEST_OPTION), value: "false" },
    ];
    return choiceInput("radio_buttons", options, value);
  }
  if (kind === "choice") {
    const options = choices.map((choice, at) => ({
      text: plain(optionText(choice), LONGEST_OPTION),
      value: String(at),
    }));
    return choiceInput(options.length <= MOST_RADIO ? "radio_buttons" : "static_select", options, value);
  }
  const text = value ?? "";
  return {
    type: "plain_text_input",
    action_id: "value",
    multiline: kind !== "text" || text.length > LONGEST_LINE || text.includes("\n"),
    max_length: LONGEST_INPUT,
    ...(text === "" ? {} : { initial_value: text }),
  };
}

function optionText(choice: JsonValue): string {
  return visibleLine(typeof choice === "string" ? choice : JSON.stringify(choice));
}
