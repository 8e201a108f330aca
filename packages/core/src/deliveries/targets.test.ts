import { describe, expect, it } from "vitest";
import { typedId } from "../ids.ts";
import { deliveryTargets, type Occasion, readOccasion, writeOccasion } from "./targets.ts";

const ANA = { userId: "usr_ana", email: "ana@acme.test" };
const BEN = { userId: "usr_ben", email: "ben@acme.test" };

describe("deliveryTargets", () => {
  it.each<[string, string[], string[]]>([
    ["the dashboard's people are told by push", ["web"], ["push usr_ana", "push usr_ben"]],
    ["so they are where nothing is said", [], ["push usr_ana", "push usr_ben"]],
    ["members by e-mail are those who may decide", ["email:members"], ["email usr_ana", "email usr_ben"]],
    ["push reaches everybody who may decide", ["push"], ["push usr_ana", "push usr_ben"]],
    ["an address of somebody who may decide is that person", ["email:Ana@acme.test"], ["email usr_ana"]],
    ["named twice is told once", ["email:ana@acme.test", "email:members"], ["email usr_ana", "email usr_ben"]],
    ["another address is told as it stands", ["email:team@else.test"], ["email team@else.test"]],
    [
      "a channel of Slack keeps its mark",
      ["slack:#agent-approvals", "slack:@ana"],
      ["slack #agent-approvals", "slack @ana"],
    ],
    ["a webhook goes by its name", ["webhook:pager"], ["webhook pager"]],
    ["what is no channel tells nobody", ["fax:12"], []],
  ])("%s", (_name, notify, expected) => {
    const targets = deliveryTargets(notify, [ANA, BEN]);
    expect(targets.map(({ channel, target }) => `${channel} ${target}`)).toEqual(expected);
  });

  it("doesn't depend on the order in which rules name channels", () => {
    const names = ["slack:#b", "email:members", "push", "webhook:a"];
    expect(deliveryTargets([...names].reverse(), [BEN, ANA])).toEqual(deliveryTargets(names, [ANA, BEN]));
  });
});

describe("an occasion", () => {
  it.each<Occasion>([
    { kind: "asked" },
    { kind: "revised", revision: 2 },
    { kind: "escalated", afterMs: 600_000 },
    { kind: "reminded", step: 3 },
    { kind: "glass", step: 2 },
    { kind: "delegated", to: typedId("user", "0193b6f0-0000-7000-8000-000000000000") },
    { kind: "flood", step: 1 },
    { kind: "became", state: "approved" },
  ])("is read as it was written: %o", (occasion) => {
    expect(readOccasion(writeOccasion(occasion))).toEqual(occasion);
  });

  it.each(["", "asked:1", "revised:", "revised:0", "revised:x", "became:", "gone:1", "became:a b"])(
    "%j is none",
    (text) => expect(readOccasion(text)).toBeNull(),
  );
});
