import { BUILDERS, type ProcedureCases, READERS } from "./case.ts";

export const policy: ProcedureCases = {
  "policy.get": { may: READERS, call: (caller, { organization }) => caller.policy.get({ organization }) },
  "policy.validate": {
    may: READERS,
    call: (caller, { organization }) => caller.policy.validate({ organization, source: "" }),
  },
  "policy.publish": {
    may: BUILDERS,
    call: (caller, { organization }) =>
      caller.policy.publish({ organization, source: "", message: "x", baseVersion: 9 }),
  },
};
