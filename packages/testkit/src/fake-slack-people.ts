import { createHmac } from "node:crypto";
import { z } from "zod";
import { FAKE_SLACK_TEAM, type FakeSlackApp, type FakeSlackMessage } from "./fake-slack-workspace.ts";

/** What people of the workspace do. Each throws Error when the app doesn't take it. */
export interface FakeSlackPeople {
  /** Presses the button of this name in a message. Throws Error when it has none. */
  press(user: string, message: FakeSlackMessage, action: string): Promise<void>;
  /**
   * Sends an opened form off, with what was typed or chosen by the label of each input; the others stay as they were.
   * Answers what the app says of it.
   */
  submit(
    user: string,
    view: Readonly<Record<string, unknown>>,
    typed: Readonly<Record<string, string>>,
  ): Promise<unknown>;
}

/** How something that a person did reaches the app: answers what the app says. */
export type FakeSlackSend = (payload: Readonly<Record<string, unknown>>) => Promise<unknown>;

const blocksSchema = z.array(
  z.looseObject({ elements: z.array(z.looseObject({ action_id: z.string().optional() })).optional() }),
);

/** People who press and type; `send` brings it to the app. */
export function createPeople(appId: string, send: FakeSlackSend): FakeSlackPeople {
  let triggers = 0;
  const who = (user: string) => ({
    api_app_id: appId,
    team: { id: FAKE_SLACK_TEAM },
    user: { id: user, team_id: FAKE_SLACK_TEAM },
  });
  return {
    press: async (user, { blocks, channel, ts }, action) => {
      const button = blocksSchema
        .parse(blocks)
        .flatMap(({ elements = [] }) => elements)
        .find(({ action_id: id }) => id === action);
      if (!button) throw new Error(`the message has no button ${action}`);
      triggers += 1;
      await send({
        type: "block_actions",
        ...who(user),
        channel: { id: channel },
        container: { type: "message", channel_id: channel, message_ts: ts },
        trigger_id: `press-${triggers}`,
        actions: [{ block_id: "b", ...button }],
      });
    },
    submit: (user, view, typed) =>
      send({ type: "view_submission", ...who(user), view: { ...view, state: { values: stateOf(view, typed) } } }),
  };
}

const textSchema = z.object({ text: z.string() });
const optionSchema = z.looseObject({ text: textSchema, value: z.string() });
const inputSchema = z.looseObject({
  type: z.literal("input"),
  block_id: z.string(),
  label: textSchema,
  element: z.looseObject({
    type: z.string(),
    action_id: z.string(),
    initial_value: z.string().nullable().default(null),
    options: z.array(optionSchema).optional(),
    initial_option: optionSchema.nullable().default(null),
  }),
});

/** What stands in a form's inputs, as Slack tells it. */
function stateOf(view: Readonly<Record<string, unknown>>, typed: Readonly<Record<string, string>>) {
  const blocks = z.array(z.looseObject({ type: z.string() })).parse(view["blocks"]);
  const inputs = blocks.filter(({ type }) => type === "input").map((block) => inputSchema.parse(block));
  const labels = inputs.map(({ label }) => label.text);
  const strange = Object.keys(typed).find((label) => !labels.includes(label));
  if (strange !== undefined) throw new Error(`the form has no ${strange}`);
  return Object.fromEntries(
    inputs.map(({ block_id: block, label, element: { type, action_id: action, options, ...initial } }) => {
      const given = typed[label.text];
      const chosen = given === undefined ? initial.initial_option : options?.find(({ text }) => text.text === given);
      const value = options ? { selected_option: chosen ?? null } : { value: given ?? initial.initial_value };
      return [block, { [action]: { type, ...value } }];
    }),
  );
}

/** Sends to the app's own address, signed as Slack signs. Throws Error when the app doesn't answer 200. */
export function signedSend({ signingSecret, requestUrl }: FakeSlackApp): FakeSlackSend {
  return async (payload) => {
    if (signingSecret === undefined || requestUrl === undefined) throw new Error("the app takes no requests");
    const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
    const timestamp = String(Math.floor(Date.now() / 1000));
    const hmac = createHmac("sha256", signingSecret).update(`v0:${timestamp}:${body}`);
    const response = await fetch(requestUrl, {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": timestamp,
        "x-slack-signature": `v0=${hmac.digest("hex")}`,
      },
      body,
    });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`the app answers ${response.status}`);
    return text === "" ? null : JSON.parse(text);
  };
}
