import { z } from "zod";

const mailSchema = z.object({
  id: z.string(),
  from: z.string(),
  to: z.array(z.string()),
  cc: z.array(z.string()),
  bcc: z.array(z.string()),
  subject: z.string(),
  text: z.string(),
  html: z.string().nullable(),
  receivedAt: z.string(),
});
export type Mail = z.infer<typeof mailSchema>;

/** As a list, or under a name of its own. */
const listSchema = z.union([
  z.array(mailSchema),
  z.object({ messages: z.array(mailSchema) }).transform((body) => body.messages),
]);

const PATIENCE_MS = 3_000;

/** The mails that the demo's sink took, newest first. Null when it doesn't answer as it should. */
export async function readMails(sinkUrl: string): Promise<readonly Mail[] | null> {
  try {
    const response = await fetch(`${sinkUrl.replace(/\/$/, "")}/messages`, {
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const parsed = response.ok ? listSchema.safeParse(await response.json()) : null;
    return parsed?.success ? parsed.data : null;
  } catch {
    return null;
  }
}
