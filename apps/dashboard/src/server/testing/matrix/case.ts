import type { Role } from "@countersign/core";
import type { appRouter } from "../../router.ts";

export type Caller = ReturnType<typeof appRouter.createCaller>;

/** Ids of things of one organization, one of each kind, of things that no other test needs. */
export interface MatrixIds {
  readonly agentId: string;
  readonly instanceId: string;
  readonly keyId: string;
  readonly killId: string;
  readonly connectionId: string;
  readonly operationId: string;
  readonly approvalId: string;
  /** A message of that approval, which its channel refused. */
  readonly deliveryId: string;
  readonly grantId: string;
  readonly recordId: string;
  readonly viewId: string;
  readonly memberId: string;
  readonly tokenId: string;
  readonly invitationId: string;
  readonly webhookId: string;
  /** A device of somebody else. */
  readonly deviceId: string;
  readonly slackAccountId: string;
  /** A link that would link an account of Slack. */
  readonly slackLinkToken: string;
  /** A sign-in session of somebody else. */
  readonly sessionId: string;
  readonly passkeyId: string;
}

/** What a call is made with: the organization it names, and the ids it carries. */
export interface MatrixTarget {
  readonly organization: string;
  readonly ids: MatrixIds;
}

/** One procedure: exactly who may call it, and a call that is valid in form. */
export interface ProcedureCase {
  /** Roles of the organization; `person`: whoever is signed in; `anyone`: also who isn't. */
  readonly may: readonly Role[] | "person" | "anyone";
  readonly call: (caller: Caller, target: MatrixTarget) => Promise<unknown>;
}

export type ProcedureCases = Readonly<Record<string, ProcedureCase>>;

export const EVERYONE: readonly Role[] = ["owner", "admin", "developer", "approver", "auditor"];
export const READERS: readonly Role[] = ["owner", "admin", "developer", "auditor"];
export const BUILDERS: readonly Role[] = ["owner", "admin", "developer"];
export const ADMINS: readonly Role[] = ["owner", "admin"];
