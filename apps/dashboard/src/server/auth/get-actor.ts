import { cookies } from "next/headers";
import { cache } from "react";
import { services } from "../services.ts";
import type { Actor } from "./actor.ts";
import { sessionCookieName } from "./session-cookie.ts";
import { readSession } from "./sessions.ts";

/** The signed-in person of this request, or null. Asked once per request, however many parts of a page ask. */
export const getActor = cache(async (): Promise<Extract<Actor, { kind: "user" }> | null> => {
  const running = services();
  const token = (await cookies()).get(sessionCookieName(running.settings.PUBLIC_DASHBOARD_URL))?.value;
  return token ? readSession(running, token) : null;
});
