import { expect, test } from "vitest";
import { describeManagementApi } from "./describe.ts";

test("the description has every route under one address, the streamed export with all that it can be asked", () => {
  const document = describeManagementApi("https://countersign.example");
  expect(document.servers).toEqual([{ url: "https://countersign.example/api/v1" }]);
  expect(Object.keys(document.paths)).toEqual(expect.arrayContaining(["/records", "/agents", "/audit/export"]));
  const { parameters } = document.paths["/audit/export"].get;
  expect(parameters.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["organization", "format", "from", "to", "kind", "args"]),
  );
  expect(parameters.find(({ name }) => name === "format")?.schema).toMatchObject({ enum: ["jsonl", "csv"] });
});
