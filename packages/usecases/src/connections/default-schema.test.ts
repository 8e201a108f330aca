import { describe, expect, it } from "vitest";
import { readDefaultSchema } from "./default-schema.ts";

describe("the default schema of a connection", () => {
  it.each([
    ["reporting", "reporting"],
    [" Reporting ", "Reporting"],
    ["é".repeat(31), "é".repeat(31)],
    ["", null],
    ["  ", null],
    [null, null],
  ])("takes %j as %j", (text, name) => {
    expect(readDefaultSchema(text)).toEqual({ ok: true, value: name });
  });

  it.each(["a".repeat(64), "é".repeat(32), "a\nb", "pg_catalog", "PG_temp", "information_schema"])(
    "refuses %j",
    (text) => {
      expect(readDefaultSchema(text)).toMatchObject({
        ok: false,
        refusal: { problems: [{ path: "defaultSchema" }] },
      });
    },
  );
});
