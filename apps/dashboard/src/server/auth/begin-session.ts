import { createSignInSession, endSignInSession } from "@countersign/usecases";
import type { Services } from "../services.ts";
import type { RequestClient } from "../trpc/context.ts";

export interface SessionBeginning {
  readonly user: { readonly id: string; readonly name: string };
  readonly client: RequestClient;
  /** The session this browser had until now; it ends. */
  readonly previousToken: string | null;
}

/** Begins a session with a token that was never seen before, whatever cookie the browser came with. Returns the token. */
export async function beginSession(
  services: Services,
  { user, client, previousToken }: SessionBeginning,
): Promise<string> {
  const { token } = await createSignInSession(services, {
    userId: user.id,
    userName: user.name,
    ip: client.ip,
    userAgent: client.userAgent,
  });
  if (previousToken !== null) await endSignInSession(services, { token: previousToken });
  return token;
}
