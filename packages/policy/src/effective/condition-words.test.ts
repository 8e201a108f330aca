import { describe, expect, it } from "vitest";
import { conditionInWords } from "./condition-words.ts";

describe("a condition in words", () => {
  it.each([
    ["args.domain in lists.icp_domains", "domain is in the list icp_domains"],
    ["!(args.domain in lists.blocked)", "domain isn't in the list blocked"],
    ["in_list(args.host, lists.partners)", "host matches the list partners"],
    ['args.to == "a@b.c"', 'to is "a@b.c"'],
    ["args.amount <= 100 && has(args.reason)", "amount is at most 100 and reason is given"],
    ['!has(args.cc) || args.cc.endsWith("@acme.io")', 'cc isn\'t given, or cc ends with "@acme.io"'],
    ['args.kind in ["a", "b"]', 'kind is one of "a", "b"'],
    ['"sent" in session.labels', 'the session is labelled "sent"'],
    ['instance.name != "prod"', 'the instance isn\'t "prod"'],
    ["instance.proved", "the instance is proved by its key"],
  ])("%s reads: %s", (when, words) => {
    expect(conditionInWords(when)).toBe(words);
  });

  it.each([
    "emails(args.to).all(e, e.domain == 'x')",
    "args.a == 1 && args.b == 2 || args.c == 3",
    "!(args.a == 1)",
    "args.a + 1 == 2",
    "not valid (",
  ])("leaves %s as it is written rather than say something else", (when) => {
    expect(conditionInWords(when)).toBeNull();
  });
});
