import { randomUUID } from "node:crypto";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { getActor } from "#server/auth/get-actor.ts";
import { appRouter } from "#server/router.ts";
import { isSameOrigin } from "#server/same-origin.ts";
import { services } from "#server/services.ts";

async function handle(request: Request): Promise<Response> {
  const running = services();
  if (!isSameOrigin(request, running.settings.PUBLIC_DASHBOARD_URL)) return new Response(null, { status: 403 });
  const actor = await getActor();
  return fetchRequestHandler({
    endpoint: "/api/trpc",
    req: request,
    router: appRouter,
    createContext: () => ({ services: running, actor, requestId: randomUUID() }),
  });
}

export { handle as GET, handle as POST };
