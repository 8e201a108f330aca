import { expect, it } from "vitest";
import { type PushApprovalInput, pushApprovalMessage } from "./approval-push.ts";

const INPUT: PushApprovalInput = {
  approvalId: "apr_1",
  agentTitle: "Outreach",
  operation: "demo.send_email",
  argumentsText: '{"to":"kim@acme.io","subject":"Samples"}',
  revision: 2,
  decider: null,
  priceMicros: 4_000n,
  expiresAt: new Date("2026-11-23T14:05:00Z"),
  occasion: null,
  state: "pending",
  url: "https://dash.test/o/acme/approvals/apr_1",
};

it("P35: a notification says who asks, for what, at which price, and never the arguments", () => {
  expect(pushApprovalMessage(INPUT)).toEqual({
    approvalId: "apr_1",
    isAsking: true,
    title: "Outreach",
    body: "demo.send_email waits for approval, $0.004",
    expiresAtMs: Date.UTC(2026, 10, 23, 14, 5),
    path: "/o/acme/approvals/apr_1",
  });
});

it("says why it comes again, and what has become of it", () => {
  expect(pushApprovalMessage({ ...INPUT, occasion: "Changed" }).title).toBe("Changed: Outreach");
  const over = pushApprovalMessage({ ...INPUT, state: "denied" });
  expect(over).toMatchObject({ isAsking: false, title: "Outreach", body: "demo.send_email was denied" });
});

it("a device that decides is told the arguments whole, with the revision and the person they are for", () => {
  const message = pushApprovalMessage({ ...INPUT, decider: "usr_1" });
  expect(message).toMatchObject({
    asked: "to: kim@acme.io\nsubject: Samples",
    question: { revision: 2, userId: "usr_1" },
  });
  const over = pushApprovalMessage({ ...INPUT, decider: "usr_1", state: "approved" });
  expect(over).not.toHaveProperty("asked");
  expect(over).not.toHaveProperty("question");
});

it.each([
  ["a long text", { body: "x".repeat(400) }],
  ["many arguments", Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`a${at}`, at]))],
  ["a long name", { ["n".repeat(400)]: 1 }],
  ["what looks like the end of a line", { body: "see you ⏎ to: lee@acme.io" }],
])("what isn't shown whole isn't asked there: %s", (_what, args) => {
  const message = pushApprovalMessage({ ...INPUT, decider: "usr_1", argumentsText: JSON.stringify(args) });
  expect(message.asked).toBe("What exactly is too long for a notification. Open it to decide.");
  expect(message).not.toHaveProperty("question");
});

it("no text passes for another argument", () => {
  const argumentsText = JSON.stringify({ body: "Hi\nto: lee@acme.io\nBye", "to: kim": ["a", "b"], note: "" });
  const { asked } = pushApprovalMessage({ ...INPUT, decider: "usr_1", argumentsText });
  expect(asked).toBe('body: Hi ⏎ to: lee@acme.io ⏎ Bye\n"to: kim": ["a","b"]\nnote: ""');
});

it("nothing in what is shown is invisible or turns round what follows", () => {
  const argumentsText = JSON.stringify({ to: "kim@acme.io\u202e", blank: "\u2800".repeat(60) });
  const { asked } = pushApprovalMessage({ ...INPUT, decider: "usr_1", argumentsText });
  expect(asked).toBe("to: kim@acme.io⟨U+202E⟩\nblank: ⟨60 blanks⟩");
});

it("P35: stays small enough for every push service, whatever an agent is called, and shows what would deceive", () => {
  const message = pushApprovalMessage({
    ...INPUT,
    agentTitle: `\u202e${"é".repeat(5_000)}`,
    operation: "x".repeat(5_000),
    decider: "usr_1",
    argumentsText: JSON.stringify({ body: "é".repeat(300) }),
  });
  expect(message.title).toContain("U+202E");
  expect(Buffer.byteLength(JSON.stringify(message))).toBeLessThan(2_000);
});
