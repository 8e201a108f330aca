import type { Role } from "@countersign/core";

/** Who asks: a person with a session, or automation with a management token. */
export type Actor =
  | {
      readonly kind: "user";
      readonly userId: string;
      readonly name: string;
      readonly email: string;
      readonly sessionId: string;
      /** What they may do has changed since the session's token was given out: the next answer brings a new one. */
      readonly isRenewalDue?: boolean;
    }
  | {
      readonly kind: "token";
      readonly tokenId: string;
      readonly title: string;
      readonly organizationId: string;
      readonly role: Role;
      /** In whose name it acts; null for a token of the organization's, which is nobody. */
      readonly person: { readonly userId: string; readonly name: string; readonly decides: boolean } | null;
    };

/** The person who asks, or in whose name a token of theirs does; null when nobody does. */
export function personBehind(actor: Actor): string | null {
  return actor.kind === "user" ? actor.userId : (actor.person?.userId ?? null);
}
