import type { McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";
import type { CallCounts } from "../call-counts.ts";
import type { Mailer } from "../mail/mailer.ts";
import { failedAnswer } from "./tool-answers.ts";

const MAX_RECIPIENTS = 100;
const line = z.string().min(1).max(2_000);
const addresses = z.union([line, z.array(line).min(1).max(MAX_RECIPIENTS)]);

const inputSchema = z.object({
  to: addresses.describe("Whom to write to: one address or a list"),
  cc: addresses.optional().describe("Who gets a copy: one address or a list"),
  bcc: addresses.optional().describe("Who gets a hidden copy: one address or a list"),
  subject: z.string().max(998).describe("The subject line"),
  body: z.string().max(200_000).describe("The message as plain text"),
});

/**
 * Adds `send_email`. It has no output schema on purpose: clients refuse a plain result of a tool
 * that declares one, and an approval ticket must arrive as a plain result.
 */
export function registerSendEmail(server: McpServer, mailer: Mailer, counts: CallCounts): void {
  server.registerTool(
    "send_email",
    {
      title: "Send an e-mail",
      description:
        "Sends one plain-text e-mail and returns its message id and the recipients the mail server accepted.",
      inputSchema,
      annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
    },
    async ({ to, cc, bcc, subject, body }) => {
      counts.add("send_email");
      const delivery = await mailer.send({ to, cc: cc ?? [], bcc: bcc ?? [], subject, body });
      if (delivery.kind === "failed") return failedAnswer(`The mail was not sent: ${delivery.reason}`);
      const { messageId, accepted, rejected } = delivery;
      return { content: [{ type: "text", text: JSON.stringify({ messageId, accepted, rejected }) }] };
    },
  );
}
