import { type LiveMessage, liveMessageSchema, type Refusal } from "@countersign/contracts";
import { TRPCError } from "@trpc/server";
import { admissionFault } from "../../auth/still-admitted.ts";
import { RefusalError } from "../../refusal-error.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { trpcCode } from "../../trpc/status.ts";
import { messageQueue } from "./message-queue.ts";

/** How often a listener's right to listen is read again, ms; a removed member hears nothing after it at the latest. */
const RECHECK_MS = 3_000;

/** Says what changed in the organization, as it happens. Ids and states only: whoever hears it reads the truth anew. */
export const changes = organizationProcedure("organization.read").subscription(async function* ({ ctx, signal }) {
  const { organizationId, shard } = ctx.membership;
  const queue = messageQueue<LiveMessage | { readonly type: "recheck" }>();
  const unsubscribe = await ctx.services.admission.subscribeLive({ org: organizationId, shard }, (message) => {
    const parsed = liveMessageSchema.safeParse(safeJson(message));
    if (parsed.success) queue.push(parsed.data);
  });
  // Signing out reaches no organization, and a live message may be lost: so also by the clock.
  const clock = setInterval(() => queue.push({ type: "recheck" }), RECHECK_MS);
  signal?.addEventListener("abort", queue.end, { once: true });
  try {
    // Only from here on is nothing missed: whoever listens reads everything once more now.
    yield { type: "ready" } as const;
    for await (const message of queue.messages()) {
      // Changes of members raise the version.
      if (message.type === "recheck" || message.type === "version") {
        const fault = await admissionFault(ctx.services.db, ctx);
        if (fault) throw endedBy(fault);
      }
      if (message.type !== "recheck") yield message;
    }
  } finally {
    clearInterval(clock);
    await unsubscribe();
  }
});

/** Thrown while it runs, so nothing turns it into a tRPC error any more; without its code the browser would ask again. */
function endedBy(fault: Refusal): TRPCError {
  return new TRPCError({ code: trpcCode(fault.status), message: fault.detail, cause: new RefusalError(fault) });
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
