import { randomUUID } from "node:crypto";
import type { Refusal } from "@countersign/contracts";
import { TRPCError } from "@trpc/server";
import { headers } from "next/headers";
import { getActor } from "./auth/get-actor.ts";
import { requestClient } from "./auth/request-client.ts";
import { appRouter } from "./router.ts";
import { services } from "./services.ts";
import { refusalOf } from "./trpc/refusal-of.ts";

/** Calls procedures while a page is rendered, as whoever asks for it, counted and permitted like any other call. */
export async function pageCaller(): Promise<ReturnType<typeof appRouter.createCaller>> {
  const running = services();
  return appRouter.createCaller({
    services: running,
    actor: await getActor(),
    requestId: randomUUID(),
    client: requestClient(await headers(), running.settings.TRUSTED_PROXIES),
  });
}

/** What a procedure answered, or the refusal it ended with. Throws faults. */
export async function answerOf<T>(
  calling: Promise<T>,
): Promise<{ readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal }> {
  try {
    return { ok: true, value: await calling };
  } catch (error) {
    const refusal = error instanceof TRPCError ? refusalOf(error) : null;
    if (refusal === null) throw error;
    return { ok: false, refusal };
  }
}
