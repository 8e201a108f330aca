import { BUILDERS, type ProcedureCases, READERS } from "./case.ts";

export const agents: ProcedureCases = {
  "agents.list": { may: READERS, call: (caller, { organization }) => caller.agents.list({ organization }) },
  "agents.create": {
    may: BUILDERS,
    call: (caller, { organization }) => caller.agents.create({ organization, name: "No", title: "No" }),
  },
  "agents.get": {
    may: READERS,
    call: (caller, { organization, ids }) => caller.agents.get({ organization, agent: ids.agentId }),
  },
  "agents.permissions": {
    may: READERS,
    call: (caller, { organization, ids: { agentId, instanceId } }) =>
      caller.agents.permissions({ organization, agentId, instanceId }),
  },
  "keys.issue": {
    may: BUILDERS,
    call: (caller, { organization, ids }) => caller.keys.issue({ organization, agentId: ids.agentId }),
  },
  "keys.revoke": {
    may: BUILDERS,
    call: (caller, { organization, ids }) => caller.keys.revoke({ organization, id: ids.keyId }),
  },
  "kills.pull": {
    may: BUILDERS,
    call: (caller, { organization, ids }) =>
      caller.kills.pull({ organization, targetKind: "agent", targetId: ids.agentId, reason: "no" }),
  },
  "kills.lift": {
    may: BUILDERS,
    call: (caller, { organization, ids }) => caller.kills.lift({ organization, id: ids.killId }),
  },
};
