import type { Services } from "../services.ts";
import type { RequestClient } from "../trpc/context.ts";
import { beginSession } from "./begin-session.ts";
import { sessionCookie } from "./session-cookie.ts";

/** What signing in needs of a request's context. */
interface Signing {
  readonly services: Services;
  readonly client: RequestClient;
  readonly sessionToken?: string | null | undefined;
  readonly answerHeaders?: Headers | undefined;
}

/** Signs a person in with the answer of a procedure: a new session, in a cookie that scripts can't read. */
export async function answerSession(ctx: Signing, user: { readonly id: string; readonly name: string }): Promise<void> {
  const { services, client, sessionToken = null, answerHeaders } = ctx;
  const token = await beginSession(services, { user, client, previousToken: sessionToken });
  answerHeaders?.append("set-cookie", sessionCookie(services.settings.PUBLIC_DASHBOARD_URL, token));
}
