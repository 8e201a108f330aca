import type { UserRow } from "@countersign/db";
import { endSignInSession, SIGN_IN_LIFETIME_MS, verifyPassword } from "@countersign/usecases";
import type { NextRequest } from "next/server";
import type { NextAuthOptions } from "next-auth";
import NextAuthImport from "next-auth";
import CredentialsImport from "next-auth/providers/credentials";
import { z } from "zod";
import { peopleDeps } from "../deps.ts";
import { isSameOrigin } from "../same-origin.ts";
import { type Services, services } from "../services.ts";
import type { RequestClient } from "../trpc/context.ts";
import { beginSession } from "./begin-session.ts";
import { recordHeld } from "./record-held.ts";
import { requestClient } from "./request-client.ts";
import { sessionCookieName } from "./session-cookie.ts";
import { readSession } from "./sessions.ts";

// CommonJS defaults may arrive wrapped, depending on who bundles them.
const NextAuth = unwrapped(NextAuthImport);
const Credentials = unwrapped(CredentialsImport);

const credentialsSchema = z.object({ email: z.string().min(1).max(320), password: z.string().min(1).max(1024) });

/**
 * next-auth with sessions that can be revoked: where it would write a signed token into the cookie, we write a random
 * one and keep its hash, so that signing out, or an administrator, ends it at once.
 */
function options(running: Services, sign: Signing): NextAuthOptions {
  const { settings, logger } = running;
  const isSecure = settings.PUBLIC_DASHBOARD_URL.startsWith("https:");
  return {
    secret: settings.NEXTAUTH_SECRET,
    useSecureCookies: isSecure,
    session: { strategy: "jwt", maxAge: SIGN_IN_LIFETIME_MS / 1000 },
    pages: { signIn: "/sign-in", signOut: "/sign-in", error: "/sign-in" },
    cookies: {
      sessionToken: {
        name: sessionCookieName(settings.PUBLIC_DASHBOARD_URL),
        options: { httpOnly: true, sameSite: "lax", path: "/", secure: isSecure },
      },
    },
    providers: [passwordProvider(running, sign)],
    callbacks: {
      jwt: ({ token, user }) =>
        user && "sessionToken" in user ? { ...token, sessionToken: user.sessionToken } : token,
    },
    jwt: {
      encode: async ({ token }) => tokenIn(token) ?? "",
      decode: async ({ token }) => {
        const actor = token ? await readSession(running, token) : null;
        return actor && token ? { sub: actor.userId, name: actor.name, email: actor.email, sessionToken: token } : null;
      },
    },
    events: {
      signOut: async ({ token }) => {
        const sessionToken = tokenIn(token);
        if (sessionToken !== null) await endSignInSession(running, { token: sessionToken });
      },
    },
    logger: {
      // A cookie whose session has ended is nothing to worry about.
      error: (code) => {
        if (code !== "JWT_SESSION_ERROR") logger.error({ code }, "sign-in failed inside next-auth");
      },
      warn: () => undefined,
      debug: () => undefined,
    },
  };
}

/** What a sign-in knows of its request. */
interface Signing {
  readonly client: RequestClient;
  /** The session the browser had until now. */
  readonly previousToken: string | null;
  readonly onHeld: (user: UserRow) => void;
}

/** Sign-in by e-mail and password. Whatever is wrong, the answer is the same null. */
function passwordProvider(running: Services, { client, previousToken, onHeld }: Signing) {
  return Credentials({
    name: "password",
    credentials: { email: {}, password: {} },
    authorize: async (input) => {
      const parsed = credentialsSchema.safeParse(input);
      if (!parsed.success) return null;
      const { ip } = client;
      const verified = await verifyPassword(peopleDeps(running), {
        ...parsed.data,
        ip,
        onHeld,
      });
      if (!verified.ok) return null;
      const user = verified.value;
      const sessionToken = await beginSession(running, { user, client, previousToken });
      return { id: user.id, name: user.name, email: user.email, sessionToken };
    },
  });
}

interface AuthRouteContext {
  readonly params: Promise<{ readonly nextauth: string[] }>;
}

/** Answers next-auth's routes. Built at the first request, since the build has no settings. */
export async function handleAuth(request: NextRequest, context: AuthRouteContext): Promise<Response> {
  const running = services();
  const { PUBLIC_DASHBOARD_URL, TRUSTED_PROXIES } = running.settings;
  if (!isSameOrigin(request, PUBLIC_DASHBOARD_URL)) return new Response(null, { status: 403 });
  // next-auth reads its own origin from here and would otherwise trust the Host header.
  process.env["NEXTAUTH_URL"] = PUBLIC_DASHBOARD_URL;
  const client = requestClient(request.headers, TRUSTED_PROXIES);
  const previousToken = request.cookies.get(sessionCookieName(PUBLIC_DASHBOARD_URL))?.value ?? null;
  const held: UserRow[] = [];
  const onHeld = (user: UserRow) => void held.push(user);
  const response: Response = await NextAuth(request, context, options(running, { client, previousToken, onHeld }));
  // Nobody waits for it: the time it takes must not tell that there is such a person.
  for (const user of held) recordHeld(running, user, client.ip);
  return response;
}

function tokenIn(token: unknown): string | null {
  if (typeof token !== "object" || token === null || !("sessionToken" in token)) return null;
  return typeof token.sessionToken === "string" ? token.sessionToken : null;
}

function unwrapped<T>(imported: T): T {
  if (typeof imported === "object" && imported !== null && "default" in imported) {
    return (imported as { default: T }).default;
  }
  return imported;
}
