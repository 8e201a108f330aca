import { type SmtpSink, startSmtpSink } from "@countersign/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createMailer } from "./mailer.ts";
import { invitationMail } from "./templates/invitation-mail.ts";

let sink: SmtpSink;
beforeAll(async () => {
  sink = await startSmtpSink();
});
afterAll(() => sink?.close());

const mail = invitationMail({
  to: "nora@b.test",
  url: "https://countersign.example/invite/inv_1.abc",
  organizationTitle: "Äcme\r\nBcc: eve@evil.test",
  invitedByName: "Ana",
  role: "admin",
  expiresAt: new Date("2026-11-29T10:00:00Z"),
});

test("a mail arrives whole, in both forms, at its one recipient", async () => {
  const mailer = createMailer({ smtpUrl: sink.url, from: "Countersign <no-reply@countersign.invalid>" });
  await mailer.send(mail);
  const [arrived] = await sink.waitForMails(1);
  expect(arrived?.envelope).toEqual({ from: "no-reply@countersign.invalid", to: ["nora@b.test"] });
  expect(arrived?.subject).toContain("Äcme");
  expect(arrived?.text).toContain("https://countersign.example/invite/inv_1.abc");
  expect(arrived?.html).toContain("See the invitation");
  mailer.close();
});

test("a server that refuses is an error, so that the mail is tried again", async () => {
  const mailer = createMailer({ smtpUrl: sink.url, from: "no-reply@countersign.invalid" });
  sink.refuseNext(451);
  await expect(mailer.send(mail)).rejects.toThrow();
  mailer.close();
});
