import { createTransport } from "nodemailer";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SmtpSink, startSmtpSink } from "./smtp-sink.ts";

let sink: SmtpSink;
beforeAll(async () => {
  sink = await startSmtpSink();
});
afterAll(() => sink.close());

const mail = { from: "a@acme.test", to: "b@example.com", bcc: "hidden@example.com", subject: "Grüße", text: "hello" };

test("every delivery is kept with its envelope", async () => {
  const transport = createTransport(sink.url);
  const arrived = sink.waitForMails(2);
  await transport.sendMail(mail);
  await transport.sendMail(mail);
  const [first] = await arrived;
  expect(first).toMatchObject({
    envelope: { from: "a@acme.test", to: ["b@example.com", "hidden@example.com"] },
    subject: "Grüße",
    text: "hello\n",
    html: null,
  });
});

test("a refused mail is told to the sender and not kept", async () => {
  const before = sink.mails().length;
  sink.refuseNext(550);
  await expect(createTransport(sink.url).sendMail(mail)).rejects.toMatchObject({ responseCode: 550 });
  expect(sink.mails()).toHaveLength(before);
});
