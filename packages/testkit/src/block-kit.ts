import { z } from "zod";

/** The shapes and bounds of Block Kit, as far as we use it: https://docs.slack.dev/reference/block-kit */
const textOf = (longest: number) =>
  z.union([
    z.strictObject({
      type: z.literal("plain_text"),
      text: z.string().min(1).max(longest),
      emoji: z.boolean().optional(),
    }),
    z.strictObject({
      type: z.literal("mrkdwn"),
      text: z.string().min(1).max(longest),
      verbatim: z.boolean().optional(),
    }),
  ]);

const plainOf = (longest: number) => textOf(longest).refine(({ type }) => type === "plain_text", "must be plain_text");

const button = z.strictObject({
  type: z.literal("button"),
  text: plainOf(75),
  action_id: z.string().min(1).max(255),
  url: z.url().max(3_000).optional(),
  value: z.string().max(2_000).optional(),
  style: z.enum(["primary", "danger"]).optional(),
});

const blockId = z.string().min(1).max(255).optional();

const block = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("header"), block_id: blockId, text: plainOf(150) }),
  z
    .strictObject({
      type: z.literal("section"),
      block_id: blockId,
      text: textOf(3_000).optional(),
      fields: z.array(textOf(2_000)).min(1).max(10).optional(),
    })
    .refine(({ text, fields }) => text !== undefined || fields !== undefined, "has neither text nor fields"),
  z.strictObject({ type: z.literal("context"), block_id: blockId, elements: z.array(textOf(3_000)).min(1).max(10) }),
  z.strictObject({ type: z.literal("actions"), block_id: blockId, elements: z.array(button).min(1).max(25) }),
  z.strictObject({ type: z.literal("divider"), block_id: blockId }),
]);

const blocksSchema = z.array(block).min(1);

/** What Slack would refuse in a message's blocks, of which it takes 50, or in those of a home; empty when it takes them. */
export function blockKitProblems(blocks: unknown, most = 50): string[] {
  return problemsOf(blocksSchema.max(most).safeParse(blocks));
}

const option = z.strictObject({ text: plainOf(75), value: z.string().min(1).max(150) });

/** A choice of `most` at most; the one chosen at first must be among them, and no two may answer alike. */
const choiceOf = <Type extends string>(type: Type, most: number) =>
  z
    .strictObject({
      type: z.literal(type),
      action_id: z.string().min(1).max(255),
      options: z.array(option).min(1).max(most),
      initial_option: option.optional(),
    })
    .refine(({ options }) => new Set(options.map(({ value }) => value)).size === options.length, "options are alike")
    .refine(
      ({ options, initial_option: initial }) =>
        initial === undefined || options.some((each) => JSON.stringify(each) === JSON.stringify(initial)),
      "initial_option isn't an option",
    );

const textInput = z
  .strictObject({
    type: z.literal("plain_text_input"),
    action_id: z.string().min(1).max(255),
    multiline: z.boolean().optional(),
    max_length: z.number().int().min(1).max(3_000).optional(),
    initial_value: z.string().optional(),
  })
  .refine((each) => (each.initial_value ?? "").length <= (each.max_length ?? 3_000), "initial_value is too long");

const numberInput = z.strictObject({
  type: z.literal("number_input"),
  action_id: z.string().min(1).max(255),
  is_decimal_allowed: z.boolean(),
  initial_value: z
    .string()
    .regex(/^-?\d+(\.\d+)?$/)
    .optional(),
});

const input = z.strictObject({
  type: z.literal("input"),
  block_id: z.string().min(1).max(255),
  label: plainOf(2_000),
  hint: plainOf(2_000).optional(),
  optional: z.boolean().optional(),
  element: z.union([textInput, numberInput, choiceOf("static_select", 100), choiceOf("radio_buttons", 10)]),
});

const formSchema = z.strictObject({
  type: z.literal("modal"),
  callback_id: z.string().max(255),
  private_metadata: z.string().max(3_000),
  title: plainOf(24),
  submit: plainOf(24).optional(),
  close: plainOf(24).optional(),
  blocks: z
    .array(z.union([block, input]))
    .min(1)
    .max(100)
    .refine((blocks) => {
      const ids = blocks.flatMap((each) => each.block_id ?? []);
      return new Set(ids).size === ids.length;
    }, "block ids are alike"),
});

const MOST_BYTES = 250_000;

/** What Slack would refuse in a form; empty when it takes it. */
export function formProblems(view: unknown): string[] {
  if (Buffer.byteLength(JSON.stringify(view)) > MOST_BYTES) return ["the form is larger than 250 kB"];
  return problemsOf(formSchema.safeParse(view));
}

function problemsOf(parsed: z.ZodSafeParseResult<unknown>): string[] {
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join("/")}: ${message}`);
}
