import { ADMINS, EVERYONE, type ProcedureCases, READERS } from "./case.ts";

export const people: ProcedureCases = {
  "organization.get": { may: EVERYONE, call: (caller, { organization }) => caller.organization.get({ organization }) },
  "organization.update": {
    may: ADMINS,
    call: (caller, { organization }) => caller.organization.update({ organization, timeZone: "Nowhere/Nothing" }),
  },
  "organization.open": {
    may: ["owner"],
    call: (caller, { organization }) => caller.organization.open({ organization }),
  },
  "members.list": { may: READERS, call: (caller, { organization }) => caller.members.list({ organization }) },
  "members.changeRole": {
    may: ADMINS,
    call: (caller, { organization, ids }) =>
      caller.members.changeRole({ organization, id: ids.memberId, role: "auditor" }),
  },
  "members.changeAbsence": {
    may: ADMINS,
    call: (caller, { organization, ids }) =>
      caller.members.changeAbsence({ organization, id: ids.memberId, absence: null }),
  },
  "members.joinAccounts": {
    may: ADMINS,
    call: (caller, { organization, ids }) =>
      caller.members.joinAccounts({ organization, id: ids.memberId, sameAsId: ids.memberId }),
  },
  "members.remove": {
    may: ADMINS,
    call: (caller, { organization, ids }) => caller.members.remove({ organization, id: ids.memberId }),
  },
  "tokens.list": {
    may: ["owner", "admin", "auditor"],
    call: (caller, { organization }) => caller.tokens.list({ organization }),
  },
  "tokens.issue": {
    may: ADMINS,
    call: (caller, { organization }) =>
      caller.tokens.issue({ organization, title: "CI", role: "auditor", expiresAt: "2001-01-01T00:00:00Z" }),
  },
  "tokens.revoke": {
    may: ADMINS,
    call: (caller, { organization, ids }) => caller.tokens.revoke({ organization, id: ids.tokenId }),
  },
  "me.get": { may: "person", call: (caller) => caller.me.get() },
  "me.update": { may: "person", call: (caller) => caller.me.update({ name: "Somebody" }) },
  "me.absence": { may: "person", call: (caller, { organization }) => caller.me.absence({ organization }) },
  "me.changeAbsence": {
    may: "person",
    call: (caller, { organization, ids }) =>
      caller.me.changeAbsence({
        organization,
        absence: { from: "2001-01-01T00:00:00Z", until: "2001-01-02T00:00:00Z", delegateId: ids.memberId },
      }),
  },
  "me.changePassword": {
    may: "person",
    call: (caller) => caller.me.changePassword({ currentPassword: "not it", newPassword: "short" }),
  },
  "me.sessions": { may: "person", call: (caller) => caller.me.sessions() },
  "me.revokeSession": {
    may: "person",
    call: (caller, { ids }) => caller.me.revokeSession({ id: ids.sessionId }),
  },
  "me.passkeys": { may: "person", call: (caller) => caller.me.passkeys() },
  "me.askPasskey": { may: "person", call: (caller) => caller.me.askPasskey({ currentPassword: null }) },
  "me.registerPasskey": {
    may: "person",
    call: (caller, { ids }) =>
      caller.me.registerPasskey({
        name: "No",
        response: {
          ...{ id: ids.passkeyId, rawId: ids.passkeyId, type: "public-key" },
          response: { clientDataJSON: "e30", attestationObject: "AA" },
        },
      }),
  },
  "me.removePasskey": {
    may: "person",
    call: (caller, { ids }) => caller.me.removePasskey({ id: ids.passkeyId }),
  },
  "me.revokeOtherSessions": { may: "person", call: (caller) => caller.me.revokeOtherSessions() },
  "me.tokens": { may: "person", call: (caller) => caller.me.tokens() },
  "me.issueToken": {
    may: "person",
    call: (caller, { organization }) =>
      caller.me.issueToken({ organization, title: "laptop", expiresAt: "2001-01-01T00:00:00Z" }),
  },
  "me.revokeToken": {
    may: "person",
    call: (caller, { organization, ids }) => caller.me.revokeToken({ organization, id: ids.tokenId }),
  },
  "me.leave": {
    may: "person",
    call: (caller, { organization }) => caller.me.leave({ organization, confirm: "not it" }),
  },
};
