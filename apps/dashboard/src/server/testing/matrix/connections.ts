import { type ProcedureCases, READERS } from "./case.ts";

export const connections: ProcedureCases = {
  "connections.list": { may: READERS, call: (caller, { organization }) => caller.connections.list({ organization }) },
};
