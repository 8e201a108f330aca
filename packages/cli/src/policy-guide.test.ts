import { readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { run, temporaryFiles } from "./testing/run.ts";

const files = temporaryFiles();
afterAll(() => files.remove());

const guide = readFileSync(new URL("../../../docs/guides/policy.md", import.meta.url), "utf8");
const [, example = ""] = /```yaml\n([\s\S]*?)```/.exec(guide) ?? [];
const path = files.write("guide.yaml", example);

const FIELDS =
  `version observe unpriced lists approvers members notify prices cost at_most so_far limits calls spend concurrency per
every scope id rules was agents operations when effect approval by quorum deny_quorum expires on_expire respond text run
separation distinct allow_edit break_glass grant vary escalate after to remind times hours within zone otherwise message on_deny redact arguments result label labels_for tests as
call with expect labels person now`.split(/\s+/);

describe("the example of the guide", () => {
  it("shows every field", () => {
    expect(FIELDS.filter((field) => !new RegExp(`(^|[\\s{])${field}:`, "m").test(example))).toEqual([]);
  });

  it("has no errors and no warnings", async () => {
    const { code, output } = await run(["policy", "check", path]);
    expect(code).toBe(0);
    expect(output).toBe("No problems.\n");
  });

  it("passes its own tests", async () => {
    expect(await run(["policy", "test", path])).toEqual({ code: 0, output: "7 of 7 tests passed.\n", errors: "" });
  });
});
