import { refusal } from "@countersign/contracts";
import { initTRPC, TRPCError } from "@trpc/server";
import type { OpenApiMeta } from "trpc-to-openapi";
import { RefusalError } from "../refusal-error.ts";
import type { RequestContext } from "./context.ts";
import { faultRefusal, refusalOf } from "./refusal-of.ts";
import { trpcCode } from "./status.ts";
import { unstorableAt } from "./storable-text.ts";

/** How often a quiet subscription says that it lives, and how long it may live before the client proves itself anew. */
const PING_MS = 5_000;
const LONGEST_SUBSCRIPTION_MS = 5 * 60_000;

const t = initTRPC
  .context<RequestContext>()
  .meta<OpenApiMeta>()
  .create({
    sse: {
      ping: { enabled: true, intervalMs: PING_MS },
      maxDurationMs: LONGEST_SUBSCRIPTION_MS,
      client: { reconnectAfterInactivityMs: 3 * PING_MS },
    },
    errorFormatter: ({ shape, error, ctx }) => {
      const answer = refusalOf(error) ?? faultRefusal(ctx?.requestId ?? "unknown");
      return {
        ...shape,
        message: answer.detail,
        data: { code: shape.data.code, httpStatus: answer.status, refusal: answer },
      };
    },
  });

export const router = t.router;

/** Turns refusals into tRPC errors of their status and logs everything else as a fault. */
const answering = t.middleware(async ({ ctx, path, next }) => {
  const result = await next();
  if (result.ok) return result;
  const { cause } = result.error;
  if (cause instanceof RefusalError) {
    throw new TRPCError({ code: trpcCode(cause.refusal.status), message: cause.message, cause });
  }
  if (refusalOf(result.error) === null) {
    ctx.services.logger.error({ err: result.error, procedure: path, requestId: ctx.requestId }, "procedure failed");
  }
  return result;
});

/** Text that the database can't hold is the caller's mistake, named before anything is looked up. */
const storable = t.middleware(async ({ getRawInput, next }) => {
  const path = unstorableAt(await getRawInput());
  if (path === null) return next();
  const message = "This holds characters that can't be stored: NUL, half a surrogate pair, or it nests too deep.";
  throw new RefusalError(refusal("request.body.invalid", `${path}: ${message}`, { problems: [{ path, message }] }));
});

/** The ground every procedure stands on. Not exported further than the builders beside it. */
export const openProcedure = t.procedure.use(answering).use(storable);
