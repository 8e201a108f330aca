import { describe, expect, it } from "vitest";
import { argumentFields } from "./arguments.ts";
import { humanName, readDefinition, titleOf } from "./operation-definition.ts";

const definition = readDefinition(
  JSON.stringify({
    title: "Send an e-mail",
    inputSchema: {
      properties: { cc: { type: "string" }, to: { type: "string" }, subject: { title: "Subject line" } },
      required: ["to"],
    },
  }),
);

describe("arguments for people", () => {
  it("stand in the order of the schema, absent ones included, undeclared ones last", () => {
    const fields = argumentFields({ zeta: 1, subject: "Hi", to: "a@b.c" }, definition);
    expect(fields.map((field) => [field.title, field.isPresent, field.isDeclared])).toEqual([
      ["Cc", false, true],
      ["To", true, true],
      ["Subject line", true, true],
      ["Zeta", true, false],
    ]);
  });

  it("don't mistake an inherited property for an argument", () => {
    expect(argumentFields({}, readDefinition('{"inputSchema":{"properties":{"constructor":{}}}}'))).toEqual([
      { name: "constructor", title: "Constructor", isDeclared: true, isPresent: false, value: null },
    ]);
  });
});

describe("operations in words", () => {
  it("uses the operation's own title, else its name", () => {
    expect(titleOf(definition, "send_email")).toBe("Send an e-mail");
    expect(titleOf(readDefinition("not json"), "send_email")).toBe("send_email");
  });

  it.each([
    ["reply_to", "Reply to"],
    ["replyTo", "Reply to"],
    ["to", "To"],
    ["__", "__"],
  ])("reads %s as %s", (name, words) => {
    expect(humanName(name)).toBe(words);
  });
});
