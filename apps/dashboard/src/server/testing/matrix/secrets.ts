import { type ProcedureCases, READERS } from "./case.ts";

export const secrets: ProcedureCases = {
  "secrets.list": { may: READERS, call: (caller, { organization }) => caller.secrets.list({ organization }) },
};
