import type { TRPC_ERROR_CODE_KEY } from "@trpc/server";

/** HTTP status to tRPC's word for it; statuses come from contracts' registry. */
const WORDS: Readonly<Record<number, TRPC_ERROR_CODE_KEY>> = {
  400: "BAD_REQUEST",
  401: "UNAUTHORIZED",
  402: "PAYMENT_REQUIRED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  409: "CONFLICT",
  422: "UNPROCESSABLE_CONTENT",
  429: "TOO_MANY_REQUESTS",
  502: "BAD_GATEWAY",
  503: "SERVICE_UNAVAILABLE",
};

/** tRPC's code for a status of the error registry; anything unlisted is a fault of ours. */
export function trpcCode(status: number): TRPC_ERROR_CODE_KEY {
  return WORDS[status] ?? "INTERNAL_SERVER_ERROR";
}
