import { afterAll, describe, expect, it } from "vitest";
import { run, temporaryFiles } from "../../testing/run.ts";

const files = temporaryFiles();
afterAll(() => files.remove());

const POLICY = files.write(
  "policy.yaml",
  `version: 1
lists: { partners: [example.com] }
rules:
  - { id: mail, agents: ["tag:outreach"], operations: ["*.send_email"], when: "emails(args.to).all(e, e.domain in lists.partners)", effect: allow }
  - { id: reads, agents: [sales], operations: ["class:read"], effect: allow }
  - { id: never, agents: ["*"], operations: ["class:destructive"], effect: deny }
  - { id: asks, agents: [sales], operations: [crm.update], when: args.amount > 5, effect: require_approval, approval: { by: [role:admin] } }
  - { id: tainted, agents: [reader], operations: ["*"], when: '"untrusted" in session.labels', effect: deny }
  - { id: reader, agents: [reader], operations: ["*.get"], effect: allow }
  - { id: office, agents: [clerk], operations: ["*.get"], when: 'now < timestamp("2026-02-01T00:00:00Z")', effect: allow }
`,
);

interface Said {
  readonly decision: string;
  readonly rules: readonly string[];
  readonly reasons: readonly string[];
}

async function decided(lines: string): Promise<Said[]> {
  const { code, output, errors } = await run(["policy", "decide", POLICY], lines);
  expect([code, errors]).toEqual([0, ""]);
  return output
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

const line = (fields: object) => JSON.stringify({ agent: "sales", operation: "web.get", arguments: {}, ...fields });

describe("policy decide", () => {
  it.each([
    [
      "tags of the line",
      line({
        agent: "bot",
        tags: ["outreach"],
        operation: "g.send_email",
        class: "external",
        arguments: { to: "a@example.com" },
      }),
      "allow",
    ],
    [
      "another domain",
      line({
        agent: "bot",
        tags: ["outreach"],
        operation: "g.send_email",
        class: "external",
        arguments: { to: "a@evil.com" },
      }),
      "deny",
    ],
    [
      "no tags",
      line({ agent: "bot", operation: "g.send_email", class: "external", arguments: { to: "a@example.com" } }),
      "deny",
    ],
    ["an approval", line({ operation: "crm.update", class: "write", arguments: { amount: 6 } }), "require_approval"],
    ["labels", line({ agent: "reader", class: "read", labels: ["untrusted"] }), "deny"],
    ["no labels", line({ agent: "reader", class: "read" }), "allow"],
    ["labels that couldn't be read", line({ agent: "reader", class: "read", labels: null }), "deny"],
    ["a moment", line({ agent: "clerk", class: "read", now: "2026-01-07T12:00:00+01:00" }), "allow"],
    ["a later moment", line({ agent: "clerk", class: "read", now: "2026-02-07T12:00:00Z" }), "deny"],
    ["the present", line({ agent: "clerk", class: "read" }), "deny"],
    ["a class", line({ class: "read" }), "allow"],
    ["no class: denied by what denies one, not allowed by what allows one", line({}), "deny"],
  ])("takes %s into account", async (_name, text, decision) => {
    expect(await decided(text)).toMatchObject([{ decision }]);
  });

  it.each([
    ["an empty line", "", "ends too early"],
    ["text", "hello", "not a JSON value"],
    ["half a call", '{"agent":"sales"', 'expected ","'],
    ["a list", "[]", "must be a JSON object"],
    ["two calls on a line", `${line({})} ${line({})}`, "more text after"],
    ["a byte order mark", `\ufeff${line({})}`, "not a JSON value"],
    ["an unknown member", line({ organisation: "x" }), 'no member "organisation"'],
    ["a member in another case", line({ Class: "read" }), 'no member "Class"'],
    ["no arguments", '{"agent":"sales","operation":"web.get"}', "has no arguments"],
    ["arguments that are a list", line({ arguments: [] }), "arguments must be an object"],
    ["arguments that are null", line({ arguments: null }), "arguments must be an object"],
    ["an agent that is a number", line({ agent: 5 }), "agent must be text"],
    ["an operation without a connection", line({ operation: "get" }), "connection.operation"],
    ["tags that are text", line({ tags: "outreach" }), "tags must be a list"],
    ["an unknown class", line({ class: "safe" }), "class must be"],
    ["a schema that is true", line({ input_schema: true }), "input_schema must be an object"],
    ["a moment without an offset", line({ now: "2026-01-07T12:00:00" }), "now must be a time"],
    ["a moment that isn't", line({ now: "2026-13-41T12:00:00Z" }), "now must be a time"],
    ["a member twice", '{"agent":"sales","operation":"web.get","arguments":{"a":1,"a":2}}', "stands twice"],
    [
      "a member twice by escapes",
      '{"agent":"sales","operation":"web.get","arguments":{"a":1,"\\u0061":2}}',
      "stands twice",
    ],
    ["a prototype", '{"agent":"sales","operation":"web.get","arguments":{"__proto__":{}}}', "is not accepted"],
    [
      "a number that isn't exact",
      '{"agent":"sales","operation":"web.get","arguments":{"a":9007199254740993}}',
      "send it as text",
    ],
    ["half a character", '{"agent":"sales","operation":"web.get","arguments":{"a":"\\ud800"}}', "surrogate"],
  ])("denies %s, saying why", async (_name, text, reason) => {
    const [said, ...others] = await decided(`${text}\n`);
    expect(others).toEqual([]);
    expect(said).toMatchObject({ decision: "deny", rules: [] });
    expect(said?.reasons.join()).toContain(reason);
  });

  it("answers every line with one line, in order, whatever stands in them and however they are cut", async () => {
    const good = line({ class: "read" });
    const texts = [good, "", "nonsense", good, `{"agent":"${"x".repeat(2_000_000)}"}`, good, '{"a":"\u2028"}', good];
    const whole = Buffer.concat([Buffer.from(texts.join("\n")), Buffer.from("\n"), Buffer.from([0xff, 0x0a])]);
    const expected = ["allow", "deny", "deny", "allow", "deny", "allow", "deny", "allow", "deny"];
    for (const size of [whole.length, 65_536, 7_919]) {
      const chunks = Array.from({ length: Math.ceil(whole.length / size) }, (_, index) =>
        whole.subarray(index * size, (index + 1) * size),
      );
      const { code, output } = await run(["policy", "decide", POLICY], chunks);
      expect(code).toBe(0);
      expect(
        output
          .split("\n")
          .slice(0, -1)
          .map((answer) => JSON.parse(answer).decision),
      ).toEqual(expected);
    }
  });

  it("P18: a policy that can't be used decides nothing: exit code 2, every problem told, no answer", async () => {
    const broken = files.write("broken.yaml", "version: 1\nrules:\n  - { id: a }\n  - { id: b }\n");
    const text = `version: 1\nrules:\n  - { id: a, agents: ["*"], operations: ["*"], effect: allow, when: "args.x ==" }\n`;
    const condition = files.write("condition.yaml", text);
    for (const [path, problem] of [
      [broken, "rules[1].agents is missing"],
      [condition, "condition can't be read"],
      ["/nowhere/policy.yaml", "there is no such file"],
    ] as const) {
      const { code, output, errors } = await run(["policy", "decide", path], `${line({})}\n`);
      expect([code, output]).toEqual([2, ""]);
      expect(errors).toContain(problem);
    }
  });

  it("P18: without a rule, everything is denied", async () => {
    const empty = files.write("empty.yaml", "version: 1\n");
    const { output } = await run(["policy", "decide", empty], line({ class: "read" }));
    expect(JSON.parse(output)).toMatchObject({
      decision: "deny",
      code: "policy.default.denied",
      reasons: ["No rule allows it."],
    });
  });

  it("P18: a rule whose condition doesn't fit the call allows nothing and denies", async () => {
    const text = (effect: string) =>
      `version: 1\nrules:\n  - { id: all, agents: ["*"], operations: ["*"], effect: allow, when: "${effect === "deny" ? "true" : "args.n < 5"}" }\n${effect === "deny" ? '  - { id: no, agents: ["*"], operations: ["*"], effect: deny, when: args.n > 5 }\n' : ""}`;
    for (const effect of ["allow", "deny"]) {
      const path = files.write(`${effect}.yaml`, text(effect));
      const { output } = await run(["policy", "decide", path], line({ arguments: { n: "4" } }));
      expect(JSON.parse(output)).toMatchObject({ decision: "deny" });
    }
  });
});
