import { z } from "zod";
import { expect } from "./test.ts";
import type { Up } from "./up-file.ts";

const messagesSchema = z.object({
  messages: z.array(z.object({ to: z.array(z.string()), subject: z.string(), text: z.string() })),
});

/** The subjects of the mails to an address, newest first, and the link in each. */
async function mailsTo(up: Up, address: string) {
  const response = await fetch(new URL("/mail/messages?limit=100", up.demoUrl));
  const body: unknown = await response.json();
  const { messages } = messagesSchema.parse(Array.isArray(body) ? { messages: body } : body);
  return messages.filter((mail) => mail.to.includes(address));
}

/** The link in the mail with this subject to an address, once it has arrived. */
export async function mailedLink(up: Up, address: string, subject: string | RegExp): Promise<string> {
  let link: string | undefined;
  await expect
    .poll(async () => {
      const mail = (await mailsTo(up, address)).find((one) =>
        typeof subject === "string" ? one.subject === subject : subject.test(one.subject),
      );
      link = /https?:\/\/\S+\/(?:link|invite)\/\S+/.exec(mail?.text ?? "")?.[0];
      return link;
    })
    .toBeDefined();
  if (link === undefined) throw new Error(`no mail to ${address} has a link`);
  return link;
}

/** The one mail to an address whose text has this in it, as text, once it has arrived. */
export async function mailedText(up: Up, address: string, part: string): Promise<string> {
  const found = async () => (await mailsTo(up, address)).filter(({ text }) => text.includes(part));
  await expect.poll(async () => (await found()).length).toBe(1);
  return (await found())[0]?.text ?? "";
}
