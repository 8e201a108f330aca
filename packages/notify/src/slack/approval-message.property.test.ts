import { APPROVAL_STATES } from "@countersign/core";
import { blockKitProblems } from "@countersign/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type SlackApprovalInput, slackApprovalMessage } from "./approval-message.ts";
import type { PlainText, SlackBlock } from "./blocks.ts";

const base: SlackApprovalInput = {
  agentTitle: "Sales research",
  instanceName: "default",
  operation: "demo.send_email",
  argumentsText: '{"to":"a@x.test"}',
  agentReason: null,
  ruleIds: ["mail-asks"],
  priceMicros: 1_000n,
  expiresAt: new Date("2026-11-23T14:05:00Z"),
  state: "pending",
  occasion: null,
  glass: [],
  deciders: [],
  permitUntil: null,
  target: "apr_1.1",
  mayEdit: true,
  mayGrant: true,
  url: "https://dash.test/o/acme/approvals/apr_1",
};

/** How much Slack takes of a text. */
const LONGEST = { header: 150, section: 3_000, field: 2_000, button: 75, url: 3_000 };

function textsOf(block: SlackBlock): { readonly texts: readonly PlainText[]; readonly longest: number } {
  if (block.type === "header") return { texts: [block.text], longest: LONGEST.header };
  if (block.type === "context") return { texts: block.elements, longest: LONGEST.section };
  if (block.type === "actions") return { texts: block.elements.map(({ text }) => text), longest: LONGEST.button };
  if ("text" in block) return { texts: [block.text], longest: LONGEST.section };
  return { texts: block.fields, longest: LONGEST.field };
}

/** Slack may count a text after it escaped it. */
const sizeForSlack = (text: string) => text.replace(/[&<>]/g, "&....").length;

/** What Slack would refuse, or show otherwise than as it is written. */
function wrongs(blocks: readonly SlackBlock[]): string[] {
  const found = blockKitProblems(blocks);
  for (const block of blocks) {
    const { texts, longest } = textsOf(block);
    for (const { type, text, emoji } of texts) {
      if (type !== "plain_text" || emoji) found.push(`read as markup: ${text}`);
      if (text.trim() === "") found.push("empty");
      if (longest >= LONGEST.field && sizeForSlack(text) > longest) found.push(`longer when escaped: ${text}`);
      if (!text.isWellFormed()) found.push(`half a character: ${text}`);
      if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text.replace(/[\n\t\u200c\u200d]/g, ""))) found.push(`hidden: ${text}`);
    }
  }
  return found;
}

const hostile = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.constantFrom(
    "<!channel>",
    "<@U012ABCDEF>",
    "*bold* _it_ ~no~ `code`",
    "<https://evil.test|https://bank.test>",
    ":white_check_mark: approved",
    "pay\u202etxt.exe",
    "&lt;!here&gt;",
  ),
  fc.constantFrom(
    " ".repeat(400),
    "\n".repeat(80),
    "x".repeat(10_000),
    "&".repeat(10_000),
    "😀".repeat(2_000),
    "",
    "\n",
  ),
);

const input: fc.Arbitrary<SlackApprovalInput> = fc.record({
  agentTitle: hostile,
  instanceName: hostile,
  operation: hostile,
  argumentsText: fc.oneof(
    hostile,
    fc
      .dictionary(hostile, fc.oneof(hostile, fc.array(hostile, { maxLength: 4 }), fc.jsonValue()), { maxKeys: 40 })
      .map((value) => JSON.stringify(value)),
  ),
  agentReason: fc.option(hostile),
  ruleIds: fc.array(hostile, { maxLength: 30 }),
  priceMicros: fc.bigInt({ min: 0n, max: 10n ** 18n }),
  expiresAt: fc.constant(base.expiresAt),
  state: fc.constantFrom(...APPROVAL_STATES),
  glass: fc.array(fc.record({ by: hostile, reason: hostile }), { maxLength: 2 }),
  occasion: fc.option(hostile),
  deciders: fc.array(hostile, { maxLength: 5 }),
  permitUntil: fc.option(fc.constant(base.expiresAt)),
  target: fc.constant(base.target),
  mayEdit: fc.boolean(),
  mayGrant: fc.boolean(),
  url: fc.constant(base.url),
});

describe("an approval as a message of Slack", () => {
  it("P35: whatever stands in a call, the message is within Slack's bounds and nothing in it is hidden or markup", () => {
    fc.assert(
      fc.property(input, (any) => {
        const { text, blocks } = slackApprovalMessage(any);
        expect(wrongs(blocks)).toEqual([]);
        expect(text.length).toBeLessThanOrEqual(3_000);
        expect(text).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
        const whole = blocks.flatMap((block) => textsOf(block).texts).reduce((sum, each) => sum + each.text.length, 0);
        expect(whole).toBeLessThan(13_000);
      }),
      { numRuns: 300 },
    );
  });

  it("P35: what is cut says so and how long it was, what is left out is counted, and View leads to all of it", () => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`arg${index}`, "y".repeat(10_000)]));
    const { blocks } = slackApprovalMessage({ ...base, argumentsText: JSON.stringify(many) });
    const shown = blocks.flatMap((block) => textsOf(block).texts.map(({ text }) => text));
    expect(shown.filter((text) => text.endsWith("(cut: 10000 characters in all)"))).toHaveLength(12);
    expect(shown).toContainEqual(expect.stringContaining("18 more arguments"));
    expect(blocks.at(-1)).toMatchObject({ type: "actions", elements: [{}, {}, {}, {}, { url: base.url }] });
  });

  it("P35: neither 400 blanks nor 80 empty lines push what follows them out of sight", () => {
    const argumentsText = JSON.stringify({ a: `x${" ".repeat(400)}y`, b: `x${"\n".repeat(81)}y` });
    const { blocks } = slackApprovalMessage({ ...base, argumentsText });
    const shown = blocks.flatMap((block) => textsOf(block).texts.map(({ text }) => text));
    expect(shown).toContain("x⟨400 blanks⟩y");
    expect(shown).toContain("x\n⟨80 empty lines⟩\ny");
  });

  it("P35: no value can pass for another argument's name", () => {
    const argumentsText = JSON.stringify({ subject: "Hi\nto\nana@acme.test", "x\nbody": "y" });
    const { blocks } = slackApprovalMessage({ ...base, argumentsText });
    const labels = blocks.filter(({ type }) => type === "context").flatMap((block) => textsOf(block).texts);
    expect(labels.map(({ text }) => text)).toEqual(["subject", "x body"]);
  });

  it("one that repeats says why, and one of a broken glass who broke it and why", () => {
    const again = slackApprovalMessage({ ...base, occasion: "Still waiting" });
    expect(again.blocks[0]).toMatchObject({ text: { text: "Still waiting: demo.send_email waits for approval" } });
    const glass = [{ by: "Ana", reason: "production is down" }];
    const broken = slackApprovalMessage({ ...base, occasion: "Break-glass", state: "approved", glass });
    expect(broken.blocks[0]).toMatchObject({ text: { text: "Break-glass: demo.send_email was approved" } });
    expect(JSON.stringify(broken.blocks)).toMatch(/Why Ana breaks the glass.*production is down/);
  });

  it.each([
    ["pending", [], null, "Nothing has run"],
    ["approved", ["Ana"], base.expiresAt, "Approved by Ana, waiting for the agent until 2026-11-23 14:05 UTC."],
    ["executed", ["Ana", "Bo"], null, "Approved by Ana, Bo. The call ran."],
    ["lapsed", ["Ana"], null, "didn't collect it in time: nothing ran"],
    ["denied", ["Bo"], null, "Denied by Bo. Nothing ran."],
  ] as const)("tells what became of it: %s", (state, deciders, permitUntil, expected) => {
    const { blocks } = slackApprovalMessage({ ...base, state, deciders, permitUntil });
    expect(JSON.stringify(blocks[1])).toContain(expected);
  });
});
