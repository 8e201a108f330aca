import { randomUUID } from "node:crypto";
import { renewSignInSession } from "@countersign/usecases";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import type { NextRequest } from "next/server";
import { getActor } from "#server/auth/get-actor.ts";
import { passkeyCookieName } from "#server/auth/passkey-cookie.ts";
import { requestClient } from "#server/auth/request-client.ts";
import { sessionCookie, sessionCookieName } from "#server/auth/session-cookie.ts";
import { appRouter } from "#server/router.ts";
import { isSameOrigin } from "#server/same-origin.ts";
import { services } from "#server/services.ts";

async function handle(request: NextRequest): Promise<Response> {
  const running = services();
  const { PUBLIC_DASHBOARD_URL, TRUSTED_PROXIES } = running.settings;
  if (!isSameOrigin(request, PUBLIC_DASHBOARD_URL)) return new Response(null, { status: 403 });
  const actor = await getActor();
  const token = request.cookies.get(sessionCookieName(PUBLIC_DASHBOARD_URL))?.value ?? null;
  const renewed = token !== null && actor?.isRenewalDue ? await renewSignInSession(running, { token }) : null;
  return fetchRequestHandler({
    endpoint: "/api/trpc",
    req: request,
    router: appRouter,
    createContext: ({ resHeaders }) => {
      if (renewed) resHeaders.append("set-cookie", sessionCookie(PUBLIC_DASHBOARD_URL, renewed.token));
      return {
        services: running,
        actor,
        requestId: randomUUID(),
        client: requestClient(request.headers, TRUSTED_PROXIES),
        sessionToken: renewed?.token ?? token,
        passkeyBrowser: request.cookies.get(passkeyCookieName(PUBLIC_DASHBOARD_URL))?.value ?? null,
        answerHeaders: resHeaders,
      };
    },
  });
}

export { handle as GET, handle as POST };
