import type { Actor } from "../../auth/actor.ts";
import { refuse } from "../../refusal-error.ts";

/** The person who is signed in; a token has no session that Slack could come back to. */
export function sessionOf(actor: Actor): Extract<Actor, { kind: "user" }> {
  return actor.kind === "user" ? actor : refuse("auth.permission.missing", "Only a signed-in person can do this.");
}
