import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ProcessOutcome, runProcess, temporaryFiles } from "./testing/run.ts";

const MB = 1_048_576;
const files = temporaryFiles();
const policy = files.write(
  "policy.yaml",
  `version: 1
lists: { partners: [example.com] }
rules:
  - { id: mail, agents: [sales], operations: ["*.send_email"], when: "emails(args.to).all(e, e.domain in lists.partners)", effect: allow }
`,
);
const CALL = '{"agent":"sales","operation":"gmail.send_email","arguments":{"to":"a@example.com"}}';

let quiet: ProcessOutcome;

/** The first run makes the bundle; the second is what every other is compared with. */
beforeAll(async () => {
  await runProcess(["policy", "check", policy]);
  quiet = await runProcess(["policy", "decide", policy], [`${CALL}\n`]);
  expect(quiet).toMatchObject({ code: 0, errors: "" });
});
afterAll(() => files.remove());

const doubling = [
  "a: &a [x, x]",
  ..."bcdefghijk".split("").map((name, at) => `${name}: &${name} [*${"abcdefghij"[at]}, *${"abcdefghij"[at]}]`),
];

describe("P23: a policy file that is made to hurt is refused at once", () => {
  it.each([
    ["aliases that double", `version: 1\n${doubling.join("\n")}\n`],
    ["10 MB", `version: 1\nlists:\n  a:\n${"    - example.com\n".repeat(600_000)}`],
    ["brackets 100,000 deep", `version: 1\nlists: ${"[".repeat(100_000)}${"]".repeat(100_000)}\n`],
    ["dashes 100,000 deep", `version: 1\nlists:\n  a: ${"- ".repeat(100_000)}x\n`],
    ["brackets that don't pair", `version: 1\nlists: ${"[}".repeat(500_000)}\n`],
    ["a million entries", `version: 1\nlists:\n  a: [${"x,".repeat(1_000_000)}x]\n`],
    ["a million commas", `version: 1\nlists: {${",".repeat(1_000_000)}}\n`],
    ["a million dashes", `version: 1\nlists:\n  a:\n${"-\n".repeat(1_000_000)}`],
    ["a merge key", "version: 1\nlists:\n  a: [x]\n  <<: { b: [y] }\n"],
    ["a tag", 'version: 1\nlists:\n  a: !!js/function "x"\n'],
    ["a key twice", "version: 1\nrules: []\nrules: []\n"],
    ["several documents", "version: 1\n---\nversion: 1\n"],
  ])("%s", async (name, text) => {
    const path = files.write(`${name.replace(/\W/g, "-")}.yaml`, text);
    const { code, output, cpuMs, peakBytes } = await runProcess(["policy", "check", path]);
    expect([code, output]).toEqual([1, expect.stringContaining("error: ")]);
    // Beyond what its start alone takes.
    expect(cpuMs - quiet.cpuMs).toBeLessThan(1_000);
    expect(peakBytes - quiet.peakBytes).toBeLessThan(50 * MB);
  });
});

describe("P24: a call that is too big or too deep is refused while the others are answered", () => {
  it.each([
    ["32 MiB", `{"agent":"sales","operation":"gmail.send_email","arguments":{"to":"${"a".repeat(32 * MB)}"}}`],
    [
      "100,000 deep",
      `{"agent":"sales","operation":"gmail.send_email","arguments":{"to":${"[".repeat(100_000)}${"]".repeat(100_000)}}}`,
    ],
    [
      "500,000 members",
      `{"agent":"sales","operation":"gmail.send_email","arguments":{${Array.from({ length: 500_000 }, (_, at) => `"k${at}":1`).join()}}}`,
    ],
  ])("%s", async (_name, line) => {
    const { code, output, cpuMs, peakBytes } = await runProcess(["policy", "decide", policy], [`${line}\n${CALL}\n`]);
    expect(code).toBe(0);
    expect(
      output
        .split("\n")
        .slice(0, -1)
        .map((answer) => JSON.parse(answer).decision),
    ).toEqual(["deny", "allow"]);
    expect(cpuMs - quiet.cpuMs).toBeLessThan(2_000);
    expect(peakBytes - quiet.peakBytes).toBeLessThan(64 * MB);
  });
});

describe("many calls", () => {
  it("answers 20,000 lines, each with its own, in the time that makes 100,000 under ten seconds", async () => {
    const lines = Array.from({ length: 20_000 }, (_, at) =>
      JSON.stringify({
        agent: "sales",
        operation: `mail${at % 40}.send_email`,
        arguments: { to: at % 3 === 0 ? "eve@evil.com" : `Bob <bob${at}@example.com>`, subject: `No. ${at}` },
        input_schema: { type: "object", properties: { to: { type: "string" }, subject: { type: "string" } } },
      }),
    );
    const { code, output, cpuMs } = await runProcess(["policy", "decide", policy], [`${lines.join("\n")}\n`]);
    expect(code).toBe(0);
    const decisions = output
      .split("\n")
      .slice(0, -1)
      .map((answer) => JSON.parse(answer).decision);
    expect(decisions).toEqual(lines.map((_, at) => (at % 3 === 0 ? "deny" : "allow")));
    expect(cpuMs).toBeLessThan(10_000);
  });
});
