import { describe, expect, it } from "vitest";
import { DYN } from "../../conditions/cel-type.ts";
import { ConditionError } from "../../conditions/cel-value.ts";
import { compileCondition } from "../../conditions/compile-condition.ts";

const SCOPE = {
  argumentsType: DYN,
  lists: { nets: ["10.0.0.0/8", "2001:db8::/32", "192.0.2.7"], broken: ["10.0.0.0/33"] },
};

function run(text: string, ip: unknown): boolean | "error" {
  const value = compileCondition(text, SCOPE).evaluate({ args: { ip } as never });
  return value instanceof ConditionError ? "error" : value;
}

describe("ip_in()", () => {
  it.each([
    ["10.1.2.3", "10.0.0.0/8", true],
    ["11.0.0.0", "10.0.0.0/8", false],
    ["::ffff:10.1.2.3", "10.0.0.0/8", true],
    ["::ffff:a01:203", "10.0.0.0/8", true],
    ["10.1.2.3", "::ffff:10.0.0.0/104", true],
    ["10.1.2.3", "10.1.2.3", true],
    ["10.1.2.3", "10.1.2.4", false],
    ["2001:DB8::1", "2001:db8::/32", true],
    ["2001:db9::1", "2001:db8::/32", false],
    ["10.1.2.3", "::/0", false],
    ["8.8.8.8", "0.0.0.0/0", true],
  ])("says of %s in %s: %s", (ip, range, expected) => {
    expect(run(`ip_in(args.ip, "${range}")`, ip)).toBe(expected);
    expect(run(`args.ip.ip_in("${range}")`, ip)).toBe(expected);
  });

  it("looks through lists", () => {
    expect(run("ip_in(args.ip, lists.nets)", "192.0.2.7")).toBe(true);
    expect(run("ip_in(args.ip, lists.nets)", "192.0.2.8")).toBe(false);
    expect(run("ip_in(args.ip, lists.broken)", "10.0.0.1")).toBe("error");
  });

  it.each([
    "::10.1.2.3",
    "::ffff:0:10.1.2.3",
    "64:ff9b::10.1.2.3",
    "64:ff9b:1::a01:203",
    "2002:a01:203::1",
    "2001:0:4136:e378:8000:63bf:f5fe:fdfc",
    "fe80::5efe:10.1.2.3",
    "2600::200:5efe:10.1.2.3",
  ])("is an error for %s, which leads into the range where such a gateway stands", (ip) => {
    expect(run('ip_in(args.ip, "10.0.0.0/8")', ip)).toBe("error");
    expect(run('!ip_in(args.ip, ["10.0.0.0/8", "192.168.0.0/16"])', ip)).toBe("error");
    expect(run('ip_in(args.ip, "172.16.0.0/12")', ip)).toBe(false);
    expect(run('ip_in(args.ip, ["10.0.0.0/8", "::/0"])', ip)).toBe(true);
  });

  it.each(["::", "::1", "2606:4700::1111", "fe80::1", "2001:4860:4860::8888"])("takes %s for itself only", (ip) => {
    expect(run('ip_in(args.ip, "0.0.0.0/0")', ip)).toBe(false);
  });

  it.each([
    "",
    "localhost",
    "example.com",
    "010.0.0.1",
    "10.1",
    "167837955",
    "0x0a.0.0.1",
    "10.0.0.1 ",
    "10.0.0.1\n",
    "10.0.0.1:80",
    "10.0.0.1/32",
    "10.0.0.256",
    "１0.0.0.1",
    "[::1]",
    "fe80::1%eth0",
    "1::2::3",
    10,
    null,
  ])("is an error for %j", (ip) => {
    expect(run('ip_in(args.ip, "10.0.0.0/8")', ip)).toBe("error");
    expect(run('!ip_in(args.ip, "10.0.0.0/8")', ip)).toBe("error");
  });

  it.each([
    '"10.0.0.0/33"',
    '"10.0.0.0/08"',
    '"10.0/8"',
    '""',
    '"localhost"',
    '["10.0.0.0/8", "x"]',
    "lists.broken",
    "5",
  ])("refuses the range %s when the policy is checked", (range) => {
    expect(compileCondition(`args.ip.ip_in(${range})`, SCOPE).problems).toMatchObject([
      { code: "condition.function.misused", severity: "error" },
    ]);
  });
});
