import { type RuleFields, writeCondition } from "@countersign/policy";
import { describe, expect, it } from "vitest";
import { ruleSentence, sentenceText } from "./rule-sentence.ts";
import type { PolicyVocabulary } from "./vocabulary.ts";

const VOCABULARY: PolicyVocabulary = {
  agents: [{ name: "sales-research", title: "Sales research", tags: ["outreach"] }],
  connections: [],
  members: [],
  webhooks: [],
  slackChannels: [],
};

const RULE: RuleFields = { id: "a", agents: ["sales-research"], operations: ["web.search"], effect: "allow" };

describe("a rule as a sentence", () => {
  it.each<[Partial<RuleFields>, string]>([
    [{}, "sales-research may call web.search"],
    [
      {
        limits: [
          { calls: 50, per: "day" },
          { spend: "$5", per: "day" },
        ],
      },
      "sales-research may call web.search — at most 50 calls a day and $5 a day",
    ],
    [
      {
        limits: [
          { concurrency: 1, scope: "instance" },
          { calls: 2000, every: "60s" },
        ],
      },
      "sales-research may call web.search — at most 1 call at once for each instance and 2,000 calls every 60s",
    ],
    [{ agents: ["*"], operations: ["class:read"] }, "every agent may call anything that reads"],
    [
      { agents: ["tag:outreach", "sales-*"], operations: ["*.send_email", "crm.*"], effect: "deny" },
      "agents tagged outreach and sales-* may never call send_email of any connection and everything of crm",
    ],
    [
      { effect: "require_approval", approval: { by: ["revenue", "role:admin"], quorum: 2, expires: "30m" } },
      "sales-research needs a person before calling web.search — asks 2 of revenue or any admin, for 30m",
    ],
    [
      { when: "emails(args.to, args.cc).all(e, in_list(e.domain, lists.partners)) && args.amount <= 5" },
      "sales-research may call web.search when every address in to or cc is in the list partners and amount is at most 5",
    ],
    [{ when: "args.items.all(i, i.n > 0)" }, "sales-research may call web.search when args.items.all(i, i.n > 0)"],
    [{ agents: ["*"], effect: "deny" }, "no agent may call web.search"],
    [{ agents: [], operations: [] }, "no agent yet may call nothing yet"],
  ])("%j", (change, sentence) => {
    expect(sentenceText(ruleSentence({ ...RULE, ...change }, VOCABULARY))).toBe(sentence);
  });

  it("says every kind of condition", () => {
    const arg = { path: ["a"], ifGiven: true };
    const when = writeCondition([
      { ...arg, kind: "one_of", values: ["x", "y"], isNot: true },
      { kind: "hours", from: 9, to: 18, zone: "UTC", isNot: true },
      { kind: "weekdays", days: [1, 5], zone: "UTC", isNot: false },
      { kind: "label", label: "tainted", isNot: true },
      { kind: "person", isNot: false },
    ]);
    expect(sentenceText(ruleSentence({ ...RULE, when }, VOCABULARY))).toBe(
      "sales-research may call web.search when a, if given, is none of “x” and “y” and it isn't between 09:00 and 18:00 (UTC) and it is Monday or Friday (UTC) and the session isn't labelled tainted and it acts for a person",
    );
  });
});
