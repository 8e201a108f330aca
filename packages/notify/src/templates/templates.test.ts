import { describe, expect, it, test } from "vitest";
import { approvalMail } from "./approval-mail.ts";
import { headMail } from "./head-mail.ts";
import { invitationMail } from "./invitation-mail.ts";
import { passwordMail, signInMail, signUpMail } from "./link-mails.ts";

const url = "https://countersign.example/link/eml_1.abc";
const link = { to: "ana@acme.test", url, minutes: 15 };
const mails = {
  "sign in": signInMail(link),
  "sign up": signUpMail(link),
  password: passwordMail(link),
  "an owner": headMail({
    to: "ana@acme.test",
    organizationTitle: "Acme & <b>Co</b>",
    day: "2026-11-23",
    size: 1_234,
    note: "countersign/org_1\n1234\nroot\n\n\u2014 countersign/org_1 c2ln\n",
    publicKey: "countersign/org_1+00000000+key",
    url,
  }),
  "an approver": approvalMail({
    to: "ana@acme.test",
    messageId: "<dlv_1@countersign.example>",
    organizationTitle: "Acme & <b>Co</b>",
    agentTitle: "<script>alert(1)</script>",
    instanceName: "default",
    operation: "gmail.send_email",
    argumentsText: JSON.stringify({ to: "a@acme.io", body: "<img src=x onerror=alert(1)>\r\n\u202egnihton" }),
    agentReason: "</td></table><b>urgent</b>",
    ruleIds: ["send-email"],
    priceMicros: 1_000n,
    expiresAt: new Date("2026-11-29T10:00:00Z"),
    occasion: null,
    url,
  }),
  invitation: invitationMail({
    to: "ana@acme.test",
    url,
    organizationTitle: 'Acme <Robotics> & "Co"',
    invitedByName: "<img src=x onerror=alert(1)>\r\nBcc: eve@evil.test",
    role: "admin",
    expiresAt: new Date("2026-11-29T10:00:00Z"),
  }),
};

describe.each(Object.entries(mails))("the mail to %s", (_name, mail) => {
  it("has the link in both forms, and its only address is the link", () => {
    expect(mail.text).toContain(url);
    expect(new Set([...mail.html.matchAll(/https?:\/\/[^"<\s]+/g)].map(([found]) => found))).toEqual(new Set([url]));
  });

  it("loads nothing and runs nothing", () => {
    expect(mail.html).not.toMatch(/<(?:img|script|link|style|iframe|svg|form)|\bsrc=(?!x)|url\(|@import/i);
  });

  it("has a subject of one line", () => {
    expect(mail.subject).not.toMatch(/[\r\n]/);
    expect(mail.subject.length).toBeGreaterThan(0);
  });
});

test("what people chose to be called can't become markup", () => {
  const { html } = mails.invitation;
  expect(html).toContain("&#60;img src=x onerror=alert(1)&#62;");
  expect(html).toContain("Acme &#60;Robotics&#62; &#38; &#34;Co&#34;");
});

test("a subject keeps no line break of an organization's title", () => {
  const mail = invitationMail({
    to: "a@b.test",
    url,
    organizationTitle: "Acme\r\nBcc: eve@evil.test",
    invitedByName: "Ana",
    role: "admin",
    expiresAt: new Date(0),
  });
  expect(mail.subject).toBe("Join Acme Bcc: eve@evil.test on Countersign");
});
