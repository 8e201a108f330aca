import { tailRecords } from "@countersign/usecases";
import { z } from "zod";
import type { Services } from "../../services.ts";
import { organizationProcedure } from "../../trpc/procedure.ts";
import { recordRowSchema } from "../../views/record.ts";
import { agentTitles } from "./agent-titles.ts";
import { recordRow } from "./record-row.ts";
import { recordSearchFields, recordsAskedBy, soonEnough } from "./search-input.ts";

const LONGEST_WAIT_S = 25;

/** What was written since, in the order it was written. Waits for something when nothing is there. */
export const tail = organizationProcedure("audit.read")
  .meta({
    openapi: {
      method: "GET",
      path: "/record-tail",
      tags: ["records"],
      summary: "Follow audit records as they are written",
    },
  })
  .input(
    z.object({
      ...recordSearchFields,
      after: z
        .string()
        .regex(/^-?\d{1,18}$/)
        .optional()
        .meta({ description: "The `after` of the answer before; without it the tail begins now." }),
      limit: z.number().int().min(1).max(200).default(100),
      waitSeconds: z.number().int().min(0).max(LONGEST_WAIT_S).default(0),
    }),
  )
  .output(z.object({ records: z.array(recordRowSchema), after: z.string() }))
  .query(async ({ ctx, input, signal }) => {
    const asked = recordsAskedBy(ctx.membership, input);
    const look = (after: bigint | null) =>
      soonEnough(tailRecords(ctx.services, { ...asked, after, limit: input.limit }));
    const heard = input.waitSeconds > 0 ? await listen(ctx.services, ctx.membership) : null;
    try {
      const end = Date.now() + input.waitSeconds * 1_000;
      let found = await look(input.after === undefined ? null : BigInt(input.after));
      while (heard && found.records.length === 0 && Date.now() < end && !signal?.aborted) {
        await heard.next(end - Date.now(), signal);
        found = await look(found.sequence);
      }
      const titles = await agentTitles(ctx.services.db, asked.organizationId);
      return { records: found.records.map((row) => recordRow(row, titles)), after: found.sequence.toString() };
    } finally {
      await heard?.stop();
    }
  });

/** Live messages may be lost: then the next look comes by the clock. */
const LOOK_AGAIN_MS = 5_000;

interface Listener {
  /** Resolves when something was written, when the time is over, or when nobody waits any more. */
  next(ms: number, signal: AbortSignal | undefined): Promise<void>;
  stop(): Promise<void>;
}

async function listen(
  { admission }: Services,
  place: { readonly organizationId: string; readonly shard: number },
): Promise<Listener> {
  let hasNews = false;
  let wake: () => void = () => undefined;
  const stop = await admission.subscribeLive({ org: place.organizationId, shard: place.shard }, (message) => {
    if (!message.includes('"records"')) return;
    hasNews = true;
    wake();
  });
  return {
    async next(ms, signal) {
      if (!hasNews) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, Math.max(0, Math.min(ms, LOOK_AGAIN_MS)));
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
          signal?.addEventListener("abort", wake, { once: true });
        });
      }
      hasNews = false;
    },
    stop: async () => void (await stop()),
  };
}
