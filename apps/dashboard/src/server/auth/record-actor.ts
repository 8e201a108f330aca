import type { Actor as RecordActor } from "@countersign/contracts";
import type { Actor } from "./actor.ts";

/** The actor as audit records name it. */
export function recordActor(actor: Actor): RecordActor {
  return actor.kind === "user"
    ? { kind: "user", id: actor.userId, name: actor.name }
    : { kind: "token", id: actor.tokenId, name: actor.title };
}
