import { newId } from "@countersign/contracts";
import type { ProcedureCases } from "./case.ts";

/** A link nobody was ever sent, which names an id of the target. */
const linkTo = (id: string) => `${id}.${"A".repeat(43)}`;

export const entry: ProcedureCases = {
  "entry.requestLink": {
    may: "anyone",
    call: (caller) => caller.entry.requestLink({ email: `${newId("user")}@nobody.test`, purpose: "sign_in" }),
  },
  "entry.readLink": {
    may: "anyone",
    call: (caller, { ids }) => caller.entry.readLink({ token: linkTo(ids.invitationId) }),
  },
  "entry.readApprovalLink": {
    may: "anyone",
    call: (caller, { ids }) => caller.entry.readApprovalLink({ token: linkTo(ids.approvalId) }),
  },
  "entry.decideByLink": {
    may: "anyone",
    call: (caller, { ids }) => caller.entry.decideByLink({ token: linkTo(ids.approvalId), decision: "approve" }),
  },
  "entry.askPasskey": { may: "anyone", call: (caller) => caller.entry.askPasskey({}) },
  "entry.signInByPasskey": {
    may: "anyone",
    call: (caller, { ids }) =>
      caller.entry.signInByPasskey({
        response: {
          ...{ id: ids.passkeyId, rawId: ids.passkeyId, type: "public-key" },
          response: { clientDataJSON: "e30", authenticatorData: "AA", signature: "AA", userHandle: "AA" },
        },
      }),
  },
  "entry.signIn": {
    may: "anyone",
    call: (caller, { ids }) => caller.entry.signIn({ token: linkTo(ids.invitationId) }),
  },
  "entry.signUp": {
    may: "anyone",
    call: (caller, { ids }) => caller.entry.signUp({ token: linkTo(ids.invitationId), name: "No" }),
  },
  "entry.resetPassword": {
    may: "anyone",
    call: (caller, { ids }) =>
      caller.entry.resetPassword({ token: linkTo(ids.invitationId), password: "a long enough password" }),
  },
  "entry.readInvitation": {
    may: "anyone",
    call: (caller, { ids }) => caller.entry.readInvitation({ token: linkTo(ids.invitationId) }),
  },
  "entry.join": {
    may: "anyone",
    call: (caller, { ids }) => caller.entry.join({ token: linkTo(ids.invitationId), name: "No" }),
  },
  "invitations.accept": {
    may: "person",
    call: (caller, { ids }) => caller.invitations.accept({ token: linkTo(ids.invitationId) }),
  },
  "organizations.create": {
    may: "person",
    call: (caller, { organization }) =>
      caller.organizations.create({ title: "No", name: `Not ${organization}`, timeZone: "UTC" }),
  },
};
