import { type LiveMessage, liveMessageSchema } from "@countersign/contracts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { messageQueue } from "./message-queue.ts";

/** Says what changed in the organization, as it happens. Ids and states only: whoever hears it reads the truth anew. */
export const changes = organizationProcedure("organization.read").subscription(async function* ({ ctx, signal }) {
  const { organizationId, shard } = ctx.membership;
  const queue = messageQueue<LiveMessage>();
  const unsubscribe = await ctx.services.admission.subscribeLive({ org: organizationId, shard }, (message) => {
    const parsed = liveMessageSchema.safeParse(safeJson(message));
    if (parsed.success) queue.push(parsed.data);
  });
  signal?.addEventListener("abort", queue.end, { once: true });
  try {
    // Only from here on is nothing missed: whoever listens reads everything once more now.
    yield { type: "ready" } as const;
    yield* queue.messages();
  } finally {
    await unsubscribe();
  }
});

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
