import type { WebhookRow } from "@countersign/db/channels";
import { z } from "zod";

/** A receiver of events about approvals, without its secret. */
export const webhookSchema = z.object({
  id: z.string(),
  name: z.string().meta({ description: "Rules name it `webhook:NAME`." }),
  url: z.string(),
  isDisabled: z.boolean(),
  createdAt: z.string(),
  oldSecretUntil: z
    .string()
    .nullable()
    .meta({ description: "Until when the secret before the last rotation signs too." }),
  triedAt: z.string().nullable().meta({ description: "When something was last sent to it." }),
  problem: z.string().nullable().meta({ description: "Why it didn't take that; null when it did." }),
});

export function webhookView(row: WebhookRow): z.infer<typeof webhookSchema> {
  return {
    id: row.id,
    name: row.name,
    url: row.url,
    isDisabled: row.disabledAt !== null,
    createdAt: row.createdAt.toISOString(),
    oldSecretUntil: row.previousUntil?.toISOString() ?? null,
    triedAt: row.triedAt?.toISOString() ?? null,
    problem: row.problem,
  };
}
