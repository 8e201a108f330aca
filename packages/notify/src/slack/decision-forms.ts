import type { EditedField } from "@countersign/core";
import { type InputBlock, type PlainText, plain, plainLine, type SlackBlock } from "./blocks.ts";

/** What `views.open` takes. */
export interface SlackForm {
  readonly type: "modal";
  readonly callback_id: string;
  readonly private_metadata: string;
  readonly title: PlainText;
  readonly submit: PlainText;
  readonly close: PlainText;
  readonly blocks: readonly (SlackBlock | InputBlock)[];
}

/** What one field of a form may hold: Slack's bound. */
const LONGEST_INPUT = 3_000;
const MOST_FIELDS = 40;
const LONGEST_LINE = 80;

/** Asks why a call is denied. `target`: which approval. The reason is in the block and the action `reason`. */
export function slackDenyForm(target: string): SlackForm {
  return {
    ...formOf("deny", target, { title: "Deny this call", submit: "Deny" }),
    blocks: [
      {
        type: "input",
        block_id: "reason",
        label: plain("Reason", LONGEST_LINE),
        hint: plain("The agent is told.", LONGEST_LINE),
        optional: false,
        element: { type: "plain_text_input", action_id: "reason", multiline: true, max_length: 1_000 },
      },
    ],
  };
}

/** Those arguments that fit into a form of Slack; the others stay as they are. Their blocks are `argument-0` and so on. */
export function slackFields(fields: readonly EditedField[]): readonly EditedField[] {
  return fields.filter(({ value }) => value.length <= LONGEST_INPUT).slice(0, MOST_FIELDS);
}

/** Lets an approver change the arguments of a call. */
export function slackChangeForm(target: string, fields: readonly EditedField[]): SlackForm {
  const shown = slackFields(fields);
  const left = fields.length - shown.length;
  const note = plain(`${left} more stay as they are: they don't fit into this form.`, LONGEST_LINE);
  return {
    ...formOf("change", target, { title: "Approve with changes", submit: "Approve changed" }),
    blocks: [...(left === 0 ? [] : [{ type: "context", elements: [note] } as const]), ...shown.map(inputOf)],
  };
}

function inputOf({ title, isText, value }: EditedField, index: number): InputBlock {
  return {
    type: "input",
    block_id: `argument-${index}`,
    label: plainLine(title, 150),
    ...(isText ? {} : { hint: plain("JSON", LONGEST_LINE) }),
    optional: isText,
    element: {
      type: "plain_text_input",
      action_id: "value",
      multiline: !isText || value.length > LONGEST_LINE || value.includes("\n"),
      max_length: LONGEST_INPUT,
      ...(value === "" ? {} : { initial_value: value }),
    },
  };
}

function formOf(callback: string, target: string, words: { readonly title: string; readonly submit: string }) {
  return {
    type: "modal",
    callback_id: callback,
    private_metadata: target,
    title: plain(words.title, 24),
    submit: plain(words.submit, 24),
    close: plain("Cancel", 24),
  } as const;
}
