import { afterAll, describe, expect, it } from "vitest";
import { run, temporaryFiles } from "../../testing/run.ts";

const files = temporaryFiles();
afterAll(() => files.remove());

const GOOD = files.write(
  "good.yaml",
  `version: 1
rules:
  - { id: search, agents: [sales], operations: [web.search], effect: allow, when: args.q != "" }
tests:
  - { as: sales, call: web.search, with: { q: a }, expect: allow }
  - { as: nobody, call: web.search, with: { q: a }, expect: deny }
`,
);
const CONTEXT = files.write(
  "organization.json",
  JSON.stringify({
    agents: [{ name: "sales" }],
    operations: [{ id: "web.find", class: "read", input_schema: { type: "object" }, price: "$0.01" }],
  }),
);

describe("policy check", () => {
  it("finds nothing in a good policy: agents and operations can't be judged alone", async () => {
    expect(await run(["policy", "check", GOOD])).toEqual({ code: 0, output: "No problems.\n", errors: "" });
  });

  it("names every problem with its place and a fix, and exits with 1", async () => {
    const bad = files.write(
      "bad.yaml",
      "version: 1\nruels: []\nrules:\n  - { id: a, agents: [x], operations: [a.b], effect: maybe }\n",
    );
    const { code, output } = await run(["policy", "check", bad]);
    expect(code).toBe(1);
    expect(output.split("\n")).toEqual([
      `${bad}:2:1: error: There is no field ruels here. — Check the spelling, or remove it: unknown fields are never ignored.`,
      `${bad}:4:54: error: rules[0].effect must be one of allow, deny, require_approval. — Write allow, deny or require_approval.`,
      "2 errors, 0 warnings.",
      "",
    ]);
  });

  it("gives the same as JSON", async () => {
    const bad = files.write("bad2.yaml", "version: 2\n");
    const { code, output } = await run(["policy", "check", bad, "--json"]);
    expect(code).toBe(1);
    expect(JSON.parse(output)).toMatchObject({ ok: false, problems: [{ line: 1, column: 10, severity: "error" }] });
  });

  it("finds what a condition gets wrong without knowing any operation", async () => {
    const bad = files.write(
      "cel.yaml",
      `version: 1\nrules:\n  - { id: a, agents: [x], operations: [a.b], effect: allow, when: "args.x in lists.none && nope(args.y)" }\n`,
    );
    const { code, output } = await run(["policy", "check", bad]);
    expect(code).toBe(1);
    expect(output).toContain("none");
    expect(output).toContain("nope");
  });

  it("judges agents and operations against an organization", async () => {
    const { code, output } = await run(["policy", "check", GOOD, "--context", CONTEXT]);
    expect(code).toBe(1);
    expect(output).toContain("There is no connection called web");
    expect(output).toContain("There is no agent called nobody");
  });

  it("warns without failing", async () => {
    const warned = files.write("warned.yaml", "version: 1\nobserve: true\nrules: []\n");
    const { code, output } = await run(["policy", "check", warned]);
    expect(code).toBe(0);
    expect(output).toContain("warning: Nothing of this policy is enforced");
  });

  it("shows control characters of the file as escapes", async () => {
    const bad = files.write("control.yaml", 'version: 1\n"\\u001b[2Jx": 1\n');
    expect((await run(["policy", "check", bad])).output).toContain("\\u001b[2Jx");
  });

  it.each([
    [["policy", "check"], "name a file"],
    [["policy", "check", "/nowhere.yaml"], "there is no such file"],
    [["policy", "check", GOOD, "--verbose"], "--verbose"],
    [["policy", "check", GOOD, GOOD], "one file at a time"],
    [["policy", "chek", GOOD], "there is no command policy chek"],
    [["policy", "check", GOOD, "--context", GOOD], "isn't an organization"],
  ])("exits with 2 for %j", async (words, said) => {
    const { code, output, errors } = await run(words);
    expect([code, output]).toEqual([2, ""]);
    expect(errors).toContain(said);
  });
});

describe("policy test", () => {
  it("runs the tests of the document", async () => {
    expect(await run(["policy", "test", GOOD])).toEqual({ code: 0, output: "2 of 2 tests passed.\n", errors: "" });
  });

  it("exits with 1 and explains a failure at its place", async () => {
    const failing = files.write(
      "failing.yaml",
      `version: 1\nrules:\n  - { id: search, agents: [sales], operations: [web.search], effect: allow, when: args.q == "b" }\ntests:\n  - { as: sales, call: web.search, with: { q: a }, expect: allow }\n`,
    );
    const { code, output } = await run(["policy", "test", failing]);
    expect(code).toBe(1);
    expect(output).toContain(
      `${failing}:5:5: failed: sales calls web.search: expected allow, but the policy says deny.`,
    );
    expect(output).toContain("search: not selected, its condition is false");
    expect(output).toContain("0 of 1 test passed.");
  });
});
