import { randomUUID } from "node:crypto";
import { type Refusal, refusal } from "@countersign/contracts";
import { createOpenApiFetchHandler } from "trpc-to-openapi";
import { requestClient } from "../auth/request-client.ts";
import { tokenActor } from "../auth/token-actor.ts";
import { appRouter } from "../router.ts";
import type { Services } from "../services.ts";
import { faultRefusal, refusalOf } from "../trpc/refusal-of.ts";
import { problem } from "./problem.ts";

export const MANAGEMENT_API = "/api/v1";

/** Answers the management API out of the dashboard's own procedures, for bearers of a management token. */
export async function handleManagementApi(running: Services, request: Request): Promise<Response> {
  const requestId = randomUUID();
  const authorization = request.headers.get("authorization");
  if (authorization === null) {
    return problem(refusal("auth.credential.missing", "Send `Authorization: Bearer csm_…` with a management token."));
  }
  const actor = await tokenActor(running, authorization);
  if (!actor)
    return problem(
      refusal("auth.credential.invalid", "The management token is malformed, unknown, expired or revoked."),
    );
  let answer: Refusal | null = null;
  const response = await createOpenApiFetchHandler({
    endpoint: MANAGEMENT_API,
    req: request,
    router: appRouter,
    createContext: () => ({
      ...{ services: running, actor, requestId },
      client: requestClient(request.headers, running.settings.TRUSTED_PROXIES),
    }),
    onError: ({ error }) => {
      answer = refusalOf(error) ?? faultRefusal(requestId);
    },
  });
  return answer ? problem(answer) : response;
}
