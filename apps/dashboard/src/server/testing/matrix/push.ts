import { BUILDERS, type ProcedureCases } from "./case.ts";

const KEYS = { p256dh: "B".repeat(87), auth: "A".repeat(22) };
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
        ...KEYS,
      }),
  },
  "push.letDecide": {
    may: DECIDERS,
    call: (caller, { organization, ids }) => caller.push.letDecide({ organization, id: ids.deviceId, decides: true }),
  },
  "push.move": {
    may: "person",
    call: (caller) =>
      caller.push.move({ from: "http://127.0.0.1/old", to: { endpoint: "http://127.0.0.1/", ...KEYS } }),
  },
  "push.unsubscribe": {
    may: DECIDERS,
    call: (caller, { organization, ids }) => caller.push.unsubscribe({ organization, id: ids.deviceId }),
  },
};
