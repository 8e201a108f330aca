import type { Role } from "@countersign/core";

/** Who asks: a person with a session, or automation with a management token. */
export type Actor =
  | {
      readonly kind: "user";
      readonly userId: string;
      readonly name: string;
      readonly email: string;
      readonly sessionId: string;
    }
  | {
      readonly kind: "token";
      readonly tokenId: string;
      readonly title: string;
      readonly organizationId: string;
      readonly role: Role;
    };
