import { EVERYONE, type ProcedureCases } from "./case.ts";

export const palette: ProcedureCases = {
  "palette.search": {
    may: EVERYONE,
    call: (caller, { organization, ids }) => caller.palette.search({ organization, query: ids.recordId }),
  },
};
