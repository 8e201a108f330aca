import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { approvalMail, decidedMail } from "./approval-mail.ts";
import { headMail } from "./head-mail.ts";
import { invitationMail } from "./invitation-mail.ts";
import { passwordMail, signInMail, signUpMail } from "./link-mails.ts";

const url = "https://countersign.example/link/eml_1.abc";
const link = { to: "ana@acme.test", url, minutes: 15 };
const asked = {
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
  glass: [],
  url,
};
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
  "an approver": approvalMail({ ...asked, linkUrl: null }),
  "an approver whom others decided before": decidedMail({
    ...asked,
    state: "approved",
    deciders: ["Bo </p><b>Bold</b>"],
    permitUntil: new Date("2026-11-29T10:00:00Z"),
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
    expect(mail.html).not.toMatch(/<(?:img|script|link|iframe|svg|form)|\bsrc=(?!x)|url\(|@import/i);
  });

  it("has a subject of one line", () => {
    expect(mail.subject).not.toMatch(/[\r\n]/);
    expect(mail.subject.length).toBeGreaterThan(0);
  });
});

test("what people chose to be called can't become markup", () => {
  const { html } = mails.invitation;
  expect(html).toContain("&lt;img src=x onerror=alert(1)&gt;");
  expect(html).toContain("Acme &lt;Robotics&gt; &amp; &quot;Co&quot;");
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

/** Every tag with its attributes, in order. */
const markupOf = (html: string) => html.match(/<[^>]*>/g) ?? [];

test("P35: whatever an agent writes, a mail's markup is the same, its text ours, and what is cut says so", () => {
  const hostile = fc.oneof(
    fc.string({ unit: "binary", maxLength: 200 }),
    fc.constantFrom(
      "</td><td>",
      "<!--",
      "]]>",
      "<![endif]-->",
      "&lt;",
      '" onclick="x',
      "\u202e",
      "\0",
      " ".repeat(400),
    ),
  );
  fc.assert(
    fc.property(hostile, hostile, hostile, (body, agentReason, agentTitle) => {
      const of = (input: Partial<typeof asked>) => approvalMail({ ...asked, ...input, linkUrl: null });
      const benign = of({ argumentsText: JSON.stringify({ body: "x" }), agentReason: "x", agentTitle: "x" });
      const mail = of({ argumentsText: JSON.stringify({ body }), agentReason, agentTitle });
      expect(markupOf(mail.html)).toEqual(markupOf(benign.html));
      const ours = (text: string) => text.split("\n").filter((line) => /^\S.*:$/.test(line));
      expect(ours(mail.text).slice(1)).toEqual(ours(benign.text).slice(1));
      expect(mail.text).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b]|\p{Cc}(?<![\n\t])/u);
    }),
  );
  const long = approvalMail({ ...asked, argumentsText: JSON.stringify({ body: "a".repeat(10_000) }), linkUrl: null });
  expect(long.html).toContain("(cut: 10000 characters in all)");
  const empty = JSON.stringify({ a: `x${" ".repeat(400)}y`, b: `x${"\n".repeat(81)}y` });
  const spaced = approvalMail({ ...asked, argumentsText: empty, linkUrl: null });
  for (const form of [spaced.text, spaced.html]) {
    expect(form).toContain("x⟨400 blanks⟩y");
    expect(form).toContain("⟨80 empty lines⟩");
  }
});

test("a mail that decides without signing in says so and leads to the page behind sign-in too", () => {
  const linkUrl = "https://countersign.example/decide/apl_1.abc";
  const mail = approvalMail({ ...asked, linkUrl });
  for (const form of [mail.text, mail.html]) {
    expect(form).toContain(linkUrl);
    expect(form).toContain(url);
    expect(form).toContain("forward this mail to nobody");
  }
});

test("mails are made for light and dark", () => {
  const { html } = mails["sign in"];
  expect(html).toContain('<meta name="color-scheme" content="light dark"');
  expect(html).toContain("@media (prefers-color-scheme: dark)");
});
