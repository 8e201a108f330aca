import { describe, expect, it } from "vitest";
import { sampleArguments } from "./sample-arguments.ts";

describe("arguments for a trial call", () => {
  it("have a value of the right type for each required one, and no other", () => {
    const inputSchema = {
      properties: {
        query: { type: "string" },
        limit: { type: "integer", minimum: 5 },
        kind: { enum: ["b", "a"] },
        to: { type: "string", format: "email" },
        deep: { type: "boolean" },
        optional: { type: "string" },
      },
      required: ["query", "limit", "kind", "to", "deep"],
    };
    expect(sampleArguments(JSON.stringify({ inputSchema }))).toEqual({
      query: "example",
      limit: 5,
      kind: "b",
      to: "someone@example.com",
      deep: true,
    });
  });

  it.each(["not json", "[]", "{}", '{"inputSchema":{"required":[1,"constructor"]}}'])(
    "survive the definition %s",
    (text) => {
      expect(() => sampleArguments(text)).not.toThrow();
    },
  );
});
