import { ADMINS, type ProcedureCases, READERS } from "./case.ts";

export const invitations: ProcedureCases = {
  "invitations.list": { may: READERS, call: (caller, { organization }) => caller.invitations.list({ organization }) },
  "invitations.create": {
    may: ADMINS,
    call: (caller, { organization }) => caller.invitations.create({ organization, email: "nobody", role: "auditor" }),
  },
  "invitations.resend": {
    may: ADMINS,
    call: (caller, { organization, ids }) => caller.invitations.resend({ organization, id: ids.invitationId }),
  },
  "invitations.revoke": {
    may: ADMINS,
    call: (caller, { organization, ids }) => caller.invitations.revoke({ organization, id: ids.invitationId }),
  },
};
