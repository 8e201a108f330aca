import { isName } from "@countersign/core";
import { expect, test } from "vitest";
import { suggestedName } from "./suggested-name.ts";

test.each([
  ["Acme Robotics", "acme-robotics"],
  ["Müller & Söhne GmbH", "muller-sohne-gmbh"],
  ["42 Degrees", "degrees"],
  ["Countersign", "countersign-team"],
  ["  --  ", ""],
  ["日本", ""],
  ["A title that is much longer than any name may be", "a-title-that-is-much-longer-tha"],
])("%j suggests %j", (title, name) => {
  expect(suggestedName(title)).toBe(name);
  if (name !== "") expect(isName(name)).toBe(true);
});
