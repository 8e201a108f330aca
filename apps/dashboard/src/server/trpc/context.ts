import type { Actor } from "../auth/actor.ts";
import type { Services } from "../services.ts";

/** What a procedure knows of its request. */
export interface RequestContext {
  readonly services: Services;
  /** The signed-in person or the management token; null when there is neither. */
  readonly actor: Actor | null;
  /** Stands in the log beside a fault. */
  readonly requestId: string;
}
