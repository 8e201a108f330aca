import { type ButtonBlock, type InputBlock, type PlainText, plain, type SlackBlock } from "./blocks.ts";

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

/** Asks why a call is denied. `target`: which approval. The reason is in the block and the action `reason`. */
export function slackDenyForm(target: string): SlackForm {
  return {
    ...formOf("deny", target, { title: "Deny this call", submit: "Deny" }),
    blocks: [
      {
        type: "input",
        block_id: "reason",
        label: plain("Reason", 80),
        hint: plain("The agent is told.", 80),
        optional: false,
        element: { type: "plain_text_input", action_id: "reason", multiline: true, max_length: 1_000 },
      },
    ],
  };
}

/** What every form has. `target`: which approval it is about. */
export function formOf(
  callback: string,
  target: string,
  words: { readonly title: string; readonly submit: string },
): Omit<SlackForm, "blocks"> {
  return {
    type: "modal",
    callback_id: callback,
    private_metadata: target,
    title: plain(words.title, 24),
    submit: plain(words.submit, 24),
    close: plain("Cancel", 24),
  };
}

/** Leads from a form to the approval's page. */
export function pageLink(url: string): SlackBlock {
  const view: ButtonBlock = { type: "button", action_id: "view", text: plain("Open its page", 75), url };
  return { type: "actions", elements: [view] };
}
