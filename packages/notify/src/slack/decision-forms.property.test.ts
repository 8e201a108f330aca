import { argumentControls, type JsonObject } from "@countersign/core";
import { formProblems } from "@countersign/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { slackChangeForm, slackControls } from "./change-form.ts";
import { slackGrantForm } from "./grant-form.ts";

const TARGET = "apr_1.1";
const url = "https://dash.test/o/acme/approvals/apr_1";

const hostile = fc.oneof(
  fc.string({ unit: "binary", maxLength: 100 }),
  fc.constantFrom(
    "",
    " ",
    "\n",
    "<!channel>",
    "pay\u202etxt.exe",
    "x".repeat(3_001),
    "&".repeat(2_999),
    "😀".repeat(1_500),
  ),
);
const jsonOf = (value: unknown): JsonObject => JSON.parse(JSON.stringify(value));
const property = fc.oneof(
  fc.constantFrom<JsonObject>({ type: "string" }, { type: "integer" }, { type: "number" }, { type: "boolean" }, {}),
  fc.array(hostile, { maxLength: 110 }).map((values): JsonObject => ({ enum: values })),
);
const args = fc
  .dictionary(
    hostile,
    fc.oneof(hostile, fc.integer(), fc.boolean(), fc.array(hostile, { maxLength: 3 }), fc.jsonValue()),
    {
      maxKeys: 120,
    },
  )
  .map(jsonOf);
const schema = fc.dictionary(hostile, property, { maxKeys: 20 }).map((properties) => jsonOf({ properties }));

describe("forms of Slack that decide", () => {
  it("P35: whatever the operation declares and the call has, the form to change it is one that Slack takes", () => {
    fc.assert(
      fc.property(schema, args, (declared, called) => {
        const controls = argumentControls(declared, called);
        const shown = slackControls(controls);
        const { blocks, ...form } = slackChangeForm(TARGET, { controls, url });
        if (blocks.length > 0) expect(formProblems({ ...form, blocks })).toEqual([]);
        expect(blocks.filter(({ type }) => type === "input")).toHaveLength(shown.length);
        expect(JSON.stringify(blocks).includes(url)).toBe(shown.length < controls.length);
      }),
      { numRuns: 60 },
    );
  });

  it("P35: what a grant fixes and leaves open is said in a form that Slack takes", () => {
    fc.assert(
      fc.property(args, hostile, fc.array(hostile, { maxLength: 20 }), (called, text, mayVary) => {
        const who = { agentTitle: text, instanceName: text, operation: text };
        expect(formProblems(slackGrantForm(TARGET, { ...who, arguments: called, mayVary, url }))).toEqual([]);
      }),
      { numRuns: 60 },
    );
    const called = { to: "ann@x.test", subject: "Hi", mail: { body: "x", cc: "bo@x.test" } };
    const who = { agentTitle: "Sales", instanceName: "default", operation: "demo.send_email" };
    const form = slackGrantForm(TARGET, { ...who, arguments: called, mayVary: ["mail.body", "subject"], url });
    const said = JSON.stringify(form.blocks);
    expect(said).toContain("ann@x.test");
    expect(said).toContain("bo@x.test");
    expect(said).toContain("mail.body, subject");
    expect(said).not.toContain('"Hi"');
  });
});
