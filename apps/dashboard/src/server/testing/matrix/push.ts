import { BUILDERS, type ProcedureCases } from "./case.ts";

const DECIDERS = [...BUILDERS, "approver"] as const;

export const push: ProcedureCases = {
  "push.devices": {
    may: DECIDERS,
    call: (caller, { organization }) => caller.push.devices({ organization, endpoint: null }),
  },
  "push.subscribe": {
    may: DECIDERS,
    call: (caller, { organization }) =>
      caller.push.subscribe({
        organization,
        endpoint: "http://127.0.0.1/",
        p256dh: "B".repeat(87),
        auth: "A".repeat(22),
      }),
  },
  "push.unsubscribe": {
    may: DECIDERS,
    call: (caller, { organization, ids }) => caller.push.unsubscribe({ organization, id: ids.deviceId }),
  },
};
