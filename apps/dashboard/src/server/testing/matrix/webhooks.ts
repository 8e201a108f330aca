import { ADMINS, type ProcedureCases } from "./case.ts";

export const webhooks: ProcedureCases = {
  "webhooks.list": { may: ADMINS, call: (caller, { organization }) => caller.webhooks.list({ organization }) },
  "webhooks.add": {
    may: ADMINS,
    call: (caller, { organization }) =>
      caller.webhooks.add({ organization, name: "Not a name", url: "https://x.test" }),
  },
  "webhooks.update": {
    may: ADMINS,
    call: (caller, { organization, ids }) =>
      caller.webhooks.update({ organization, id: ids.webhookId, isDisabled: false }),
  },
  "webhooks.rotate": {
    may: ADMINS,
    call: (caller, { organization, ids }) =>
      caller.webhooks.rotate({ organization, id: ids.webhookId, overlapMs: 60_000 }),
  },
  "webhooks.test": {
    may: ADMINS,
    call: (caller, { organization, ids }) => caller.webhooks.test({ organization, id: ids.webhookId }),
  },
  "webhooks.remove": {
    may: ADMINS,
    call: (caller, { organization, ids }) => caller.webhooks.remove({ organization, id: ids.webhookId }),
  },
};
