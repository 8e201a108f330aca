import { expect, it } from "vitest";
import { type PushApprovalInput, pushApprovalMessage } from "./approval-push.ts";

const INPUT: PushApprovalInput = {
  approvalId: "apr_1",
  agentTitle: "Outreach",
  operation: "demo.send_email",
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

it("P35: stays small enough for every push service, whatever an agent is called, and shows what would deceive", () => {
  const message = pushApprovalMessage({
    ...INPUT,
    agentTitle: `\u202e${"é".repeat(5_000)}`,
    operation: "x".repeat(5_000),
  });
  expect(message.title).toContain("U+202E");
  expect(Buffer.byteLength(JSON.stringify(message))).toBeLessThan(2_000);
});
