import type { Actor } from "../auth/actor.ts";
import type { Services } from "../services.ts";

/** What a procedure knows of its request. */
export interface RequestContext {
  readonly services: Services;
  /** The signed-in person or the management token; null when there is neither. */
  readonly actor: Actor | null;
  /** Stands in the log beside a fault. */
  readonly requestId: string;
  /** Where the request came from; missing where a procedure is called from our own code. */
  readonly client?: RequestClient;
  /** The session the request came with, which a new sign-in ends. */
  readonly sessionToken?: string | null;
  /** What the browser was asked for a passkey by. */
  readonly passkeyBrowser?: string | null;
  /** Headers of the answer, where the procedure may set the session's cookie. */
  readonly answerHeaders?: Headers;
}

/** The other end of a request, as far as it can be believed. */
export interface RequestClient {
  /** The address of the socket, or what a trusted proxy says; null when neither is known. */
  readonly ip: string | null;
  readonly userAgent: string | null;
}
