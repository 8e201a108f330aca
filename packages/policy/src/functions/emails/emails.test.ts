import type { JsonObject } from "@countersign/core";
import { describe, expect, it } from "vitest";
import { DYN } from "../../conditions/cel-type.ts";
import { ConditionError } from "../../conditions/cel-value.ts";
import { compileCondition } from "../../conditions/compile-condition.ts";
import { readAddressList } from "./address-list.ts";

const SCOPE = { argumentsType: DYN, lists: { partners: ["example.com", "*.corp.example", "bücher.example"] } };
const OWN = "emails(args.to, args.cc).all(e, in_list(e.domain, lists.partners))";

const EMPTY = { to: null, cc: null };

function run(text: string, args: JsonObject): boolean | "error" {
  const value = compileCondition(text, SCOPE).evaluate({ args: { ...EMPTY, ...args } });
  return value instanceof ConditionError ? "error" : value;
}

function read(to: JsonObject[string]): readonly string[] {
  const found: string[] = [];
  const texts = [to].flat(8).filter((text): text is string => typeof text === "string");
  for (const text of texts) {
    const list = readAddressList(text);
    if (!list.ok) throw new Error(list.message);
    found.push(...list.addresses.map(({ local, domain }) => `${local}|${domain}`));
  }
  return found;
}

describe("P15: emails() understands", () => {
  it.each<[string, string, ...string[]]>([
    ["an address", "ana@example.com", "ana|example.com"],
    ["letters of the domain in any case", "Ana@EXAMPLE.com", "Ana|example.com"],
    ["a tag and a subdomain", "ana+tag@mail.example.com", "ana+tag|mail.example.com"],
    ["every character of an atom", "!#$%&'*+-/=?^_`{|}~@example.com", "!#$%&'*+-/=?^_`{|}~|example.com"],
    ["brackets alone", "<ana@example.com>", "ana|example.com"],
    ["a name", "Ana Lopez <ana@example.com>", "ana|example.com"],
    ["a name in another script", "Ana Lópéz 安娜 <ana@example.com>", "ana|example.com"],
    ["a name with joiners and an emoji", "علی‌رضا 👩‍💻 <ali@example.com>", "ali|example.com"],
    ["a name with dots", "John Q. Public <john@example.com>", "john|example.com"],
    ["a quoted name", '"Lopez, Ana" <ana@example.com>', "ana|example.com"],
    ["a quoted name with escapes", '"Ana \\"A\\" \\\\ Lopez" <ana@example.com>', "ana|example.com"],
    ["an address as quoted name", '"eve@evil.com" <ana@example.com>', "ana|example.com"],
    ["an encoded name", "=?utf-8?q?L=C3=B3pez=2C_Ana?= <ana@example.com>", "ana|example.com"],
    ["an encoded name that hides an address", "=?utf-8?b?ZXZlQGV2aWwuY29tLA==?= <ana@example.com>", "ana|example.com"],
    ["several", "a@example.com, Bob <b@example.org>", "a|example.com", "b|example.org"],
    ["a quoted local part", '"ana lopez"@example.com', "ana lopez|example.com"],
    ["a quoted local part with an at sign", '"a@evil.com"@example.com', "a@evil.com|example.com"],
    ["a quoted local part with escapes", '"a\\"b\\\\c\\d"@example.com', 'a"b\\cd|example.com'],
    ["a needlessly quoted local part", '"ana"@example.com', "ana|example.com"],
    ["a comma in a quoted local part", '"a,b"@example.com, c@example.org', "a,b|example.com", "c|example.org"],
    ["a comment after", "ana@example.com (Ana, at work)", "ana|example.com"],
    ["a comment before", "(x) ana@example.com", "ana|example.com"],
    ["a comment between", "ana(work)@(of)example.com", "ana|example.com"],
    ["nested comments with escapes", "ana@example.com (a (b \\) (c)) d)", "ana|example.com"],
    ["an address in a comment", "ana@example.com (eve@evil.com)", "ana|example.com"],
    ["a domain in a comment", "ana@evil.com(@example.com)", "ana|evil.com"],
    ["comments around brackets", "Ana (x) <(y) ana@example.com (z)> (w)", "ana|example.com"],
    ["spaces around the at sign", "ana @ example.com", "ana|example.com"],
    ["a folded line", "a@example.com,\r\n b@example.org", "a|example.com", "b|example.org"],
    ["a fold in a name", "Ana\r\n\tLopez <a@example.com>", "a|example.com"],
    ["a fold in a quoted name", '"Ana\r\n Lopez" <a@example.com>', "a|example.com"],
    ["a group", "friends: a@evil.com, Bob <b@example.com>;", "a|evil.com", "b|example.com"],
    ["an empty group", "undisclosed-recipients:;, a@example.com", "a|example.com"],
    ["an empty group with a comment", "none: (nobody) ;, a@example.com", "a|example.com"],
    ["groups and mailboxes", '"A, B": a@example.com;, b@example.org', "a|example.com", "b|example.org"],
    ["a domain in another script", "a@bücher.example", "a|xn--bcher-kva.example"],
    ["the same domain as it travels", "a@XN--BCHER-KVA.example", "a|xn--bcher-kva.example"],
    ["a domain with decomposed letters", "a@bu\u0308cher.example", "a|xn--bcher-kva.example"],
    ["a look-alike domain as what it is", "a@ex\u0430mple.com", "a|xn--exmple-4nf.com"],
    ["a domain with hyphens where xn-- has them", "a@r3---sn.example", "a|r3---sn.example"],
    ["a local part in another script", "安娜@example.com", "安娜|example.com"],
    ["a mailto: URL", "mailto:ana@example.com", "ana|example.com"],
    [
      "a mailto: URL with more recipients",
      "MAILTO:a@example.com,%62@example.org?subject=x@y&cc=c@example.net&BCC=d%40example.net",
      "a|example.com",
      "b|example.org",
      "c|example.net",
      "d|example.net",
    ],
  ])("%s", (...row) => {
    const [, text, ...expected] = row;
    expect(read(text)).toEqual(expected);
  });

  it.each<[JsonObject[string], ...string[]]>([
    [["a@example.com", "b@example.org"], "a@example.com", "b@example.org"],
    [[["a@example.com"], { name: "Bob", address: "b@example.org" }], "a@example.com", "b@example.org"],
    [{ email: "a@example.com", name: null }, "a@example.com"],
    [{ name: "b@example.org", email: "a@example.com" }, "b@example.org", "a@example.com"],
    [[{ emailAddress: { address: "a@example.com", name: "Ana" } }], "a@example.com"],
    [{ to: "a@example.com", cc: ["b@example.org"] }, "a@example.com", "b@example.org"],
    [[{ email: "a@example.com", type: "to" }], "a@example.com"],
    [["", "a@example.com", null], "a@example.com"],
    ['"a b"@Example.com', '"a b"@example.com'],
    ['"a\\"b"@example.com', '"a\\"b"@example.com'],
    ['"ana"@example.com', "ana@example.com"],
  ])("every address in %j, as it is written plainly", (...row) => {
    const [to, ...expected] = row;
    const list = expected.map((address) => `'${address.replaceAll("\\", "\\\\")}'`).join(", ");
    expect(run(`emails(args.to).map(e, e.address) == [${list}]`, { to: to ?? null })).toBe(true);
  });
});

describe("P15: emails() is an error, so that no rule is met by it, for", () => {
  it.each<readonly [string, JsonObject[string]]>([
    ["two at signs", "a@evil.com@example.com"],
    ["two at signs around a comment", "a@evil.com(x)@example.com"],
    ["a half quoted local part", '"a".b@example.com'],
    ["text beside a quoted local part", 'a"b"@example.com'],
    ["an empty quoted local part", '""@example.com'],
    ["an unclosed quote", '"Ana <a@example.com>, b@evil.com'],
    ["an unclosed comment", "a@example.com (b@evil.com"],
    ["a comment closed twice", "a@example.com (x))"],
    ["a group without its end", "friends: a@evil.com, b@example.com"],
    ["a group in a group", "a: b: c@example.com;;"],
    ["a group without a name", ": a@example.com;"],
    ["text after a group", "a: b@example.com; c@example.com"],
    ["an empty place in a group", "a: b@example.com,;"],
    ["a semicolon between addresses", "a@example.com; b@example.com"],
    ["a semicolon at the end", "a@example.com;"],
    ["a newline", "a@example.com\nBcc: b@evil.com"],
    ["a newline and a space", "a@example.com,\n b@example.com"],
    ["a carriage return", "a@example.com,\rb@example.com"],
    ["a header of its own", "a@example.com\r\nBcc: b@evil.com"],
    ["a folded header of its own", "a@example.com\r\n Bcc: b@evil.com"],
    ["a line of white space", "a@example.com,\r\n \r\n b@example.com"],
    ["a line end at the end", "a@example.com\r\n"],
    ["a line end and space at the end", "a@example.com\r\n "],
    ["a line end in a quoted name", '"Ana\nBcc: b@evil.com" <a@example.com>'],
    ["an escaped line end in a quoted name", '"Ana\\\r\nBcc: b@evil.com" <a@example.com>'],
    ["a line end in a comment", "a@example.com (x\r\nBcc: b@evil.com)"],
    ["a zero byte", "a@example.com\0"],
    ["a zero byte in a quoted local part", '"a\0"@example.com'],
    ["a vertical tab", "a@example.com\u000bb@evil.com"],
    ["a zero-width space", "a@example.com\u200b,b@example.com"],
    ["a direction mark", "a@\u202emoc.elpmaxe"],
    ["a direction mark in a quoted name", '"\u202eanA" <a@example.com>'],
    ["a joiner in a domain", "a@exam\u200dple.com"],
    ["a soft hyphen", "a@exam\u00adple.com"],
    ["a full-width at sign", "a＠evil.com"],
    ["a full-width at sign in a name", "b＠evil.com <a@example.com>"],
    ["a full-width comma", "a@example.com，b@evil.com"],
    ["a full-width comma in a name", "b，c <a@example.com>"],
    ["an ideographic comma", "a@example.com、b@evil.com"],
    ["a small semicolon in a name", "b﹔ <a@example.com>"],
    ["a line separator", "a@example.com\u2028b@evil.com"],
    ["a no-break space after", "a@example.com\u00a0"],
    ["an ideographic full stop", "a@example。com"],
    ["a half-width full stop", "a@example｡com"],
    ["a full-width full stop", "a@example．com"],
    ["full-width letters in a domain", "a@ｅxample.com"],
    ["a Kelvin sign in a domain", "a@bo\u212a.example.com"],
    ["a long s in a domain", "a@te\u017ft.example.com"],
    ["a ligature in a domain", "a@o\ufb03ce.example.com"],
    ["a circled letter in a domain", "a@ⓔxample.com"],
    ["a dotted capital I in a domain", "a@\u0130nc.example.com"],
    ["a full-width letter in a local part", "ａna@example.com"],
    ["an encoded word as local part", "=?utf-8?q?ana?=@example.com"],
    ["an encoded word as quoted local part", '"=?utf-8?q?ana?="@example.com'],
    ["an encoded word as domain", "a@=?utf-8?q?example.com?="],
    ["an encoded word in place of an address", "=?utf-8?q?b=40evil.com?="],
    ["an unquoted address as name", "b@evil.com <a@example.com>"],
    ["an unquoted comma in a name", "Lopez, Ana <a@example.com>"],
    ["text after the brackets", "<a@example.com> b@evil.com"],
    ["two brackets", "<a@example.com> <b@evil.com>"],
    ["two brackets together", "<a@example.com><b@evil.com>"],
    ["nested brackets", "<<a@example.com>>"],
    ["an unclosed bracket", "Ana <a@example.com"],
    ["a closing bracket alone", "a@example.com>"],
    ["empty brackets", "<>"],
    ["a name without an address", "Ana <>"],
    ["a route", "<@evil.com:a@example.com>"],
    ["a route of several", "<@evil.com,@evil.org:a@example.com>"],
    ["a bang path", "evil.com!b"],
    ["a bang path before an at sign", "evil.com!b@example.com"],
    ["a quoted bang path", '"evil.com!b"@example.com'],
    ["a percent route", "b%evil.com@example.com"],
    ["a quoted percent route", '"b%evil.com"@example.com'],
    ["a percent route to one label", "b%evil@example.com"],
    ["a trailing dot", "a@example.com."],
    ["a leading dot in the domain", "a@.example.com"],
    ["a leading dot in the local part", ".a@example.com"],
    ["a trailing dot in the local part", "a.@example.com"],
    ["two dots in the local part", "a..b@example.com"],
    ["two dots", "a@example..com"],
    ["spaces around a dot", "a@evil.com . example.com"],
    ["a comment around a dot", "a@evil.com.(x)example.com"],
    ["a space in the domain", "a@example. com"],
    ["a space in the local part", "a b@example.com"],
    ["a domain of one label", "a@localhost"],
    ["an IP literal", "a@[127.0.0.1]"],
    ["an IPv6 literal", "a@[IPv6:::1]"],
    ["an IP address", "a@127.0.0.1"],
    ["a quoted domain", 'a@"example.com"'],
    ["a hyphen at a label's edge", "a@-example.com"],
    ["an underscore in a domain", "a@ex_ample.com"],
    ["xn-- that means nothing", "a@xn--a.example"],
    ["xn-- that means plain letters", "a@xn--example-.com"],
    ["xn-- that hides a full-width letter", "a@xn--xample-9m24a.com"],
    ["a port", "a@example.com:25"],
    ["a path", "a@example.com/b"],
    ["a fragment", "a@example.com#b"],
    ["an empty entry", "a@example.com,,b@example.com"],
    ["a leading comma", ",a@example.com"],
    ["a trailing comma", "a@example.com,"],
    ["a space between addresses", "a@example.com b@example.com"],
    ["no at sign", "ana"],
    ["no local part", "@example.com"],
    ["no domain", "a@"],
    ["only a space", " "],
    ["only a comment", "(a@example.com)"],
    ["half a surrogate pair", "a\ud800@example.com"],
    ["a backslash", "a\\@evil.com@example.com"],
    ["a mailto: URL with a line end", "mailto:a@example.com%0d%0aBcc:b@evil.com"],
    ["a mailto: URL with an unknown field", "mailto:a@example.com?resent-to=b@evil.com"],
    ["a mailto: URL with two question marks", "mailto:a@example.com?cc=?b@evil.com"],
    ["a mailto: URL with a fragment", "mailto:a@example.com#,b@evil.com"],
    ["a mailto: URL with broken escapes", "mailto:a%@example.com"],
    ["a mailto: URL with escapes in escapes", "mailto:a%2540evil.com@example.com"],
    ["a mailto: URL in a list", "a@example.com, mailto:b@example.com"],
    ["two mailto: URLs", "mailto:a@example.com,mailto:b@example.com"],
    ["a mailto: URL with a name", "mailto:Ana%20%3Ca@example.com%3E,b@example.com%2Cc@evil.com"],
    ["another URL", "https://a@example.com"],
    ["a number", 5],
    ["true", true],
    ["a nested number", { id: 5, email: "a@example.com" }],
    ["an address as a field name", { "b@evil.com": "a@example.com" }],
    ["a list with something else in it", ["a@example.com", true]],
    ["a name with an at sign that isn't an address", { name: "Ana @ work", email: "a@example.com" }],
    ["an address in pieces", { user: "eve", host: "evil.com", email: "a@example.com" }],
    ["nothing", null],
    ["an empty text", ""],
    ["an empty list", []],
    ["an empty object", {}],
    ["an empty group alone", "undisclosed-recipients:;"],
    ["nested too deeply", [[[[[[[[[["a@example.com"]]]]]]]]]]],
  ])("%s", (_, to) => {
    expect(run(OWN, { to })).toBe("error");
    expect(run(`!(${OWN})`, { to })).toBe("error");
  });
});

describe("emails() in a condition", () => {
  it("takes absent arguments among others, and needs one address over all of them", () => {
    expect(run(OWN, { to: "a@example.com" })).toBe(true);
    expect(run(OWN, { cc: ["a@mail.corp.example"] })).toBe(true);
    expect(run(OWN, { to: "a@bücher.example" })).toBe(true);
    expect(run(OWN, { to: "a@example.com", cc: "b@evil.com" })).toBe(false);
    expect(run(OWN, { to: "a@example.com", cc: "friends:;" })).toBe(true);
    expect(run(OWN, {})).toBe("error");
  });

  it("finds nothing without complaint only where the condition says so", () => {
    expect(run("emails(args.cc).or_empty().all(e, false)", {})).toBe(true);
    expect(run("emails(args.cc).or_empty().all(e, false)", { cc: "friends:;" })).toBe(true);
    expect(run("emails(args.cc).or_empty().all(e, false)", { cc: "not an address" })).toBe("error");
    expect(compileCondition("args.to.or_empty() == 1", SCOPE).problems).toMatchObject([
      { code: "condition.function.misused" },
    ]);
  });

  it("is bounded", () => {
    expect(run(OWN, { to: Array.from({ length: 1_001 }, () => "a@example.com") })).toBe("error");
    expect(run(OWN, { to: `${"a@example.com,".repeat(5_000)}a@example.com` })).toBe("error");
    expect(run(OWN, { to: "(".repeat(60_000) })).toBe("error");
    expect(readAddressList(`${"a".repeat(64)}@example.com`).ok).toBe(true);
    expect(readAddressList(`${"a".repeat(65)}@example.com`).ok).toBe(false);
    expect(readAddressList(`${"ü".repeat(33)}@example.com`).ok).toBe(false);
    expect(readAddressList(`"${"a".repeat(60)}\\"\\" "@example.com`).ok).toBe(false);
    expect(readAddressList(`a@${"a".repeat(63)}.com`).ok).toBe(true);
    expect(readAddressList(`a@${"a".repeat(64)}.com`).ok).toBe(false);
    expect(readAddressList(`a@${`${"a".repeat(62)}.`.repeat(4)}example`).ok).toBe(false);
  });

  it("needs no warning about empty lists", () => {
    expect(compileCondition(OWN, SCOPE).problems).toEqual([]);
  });
});
