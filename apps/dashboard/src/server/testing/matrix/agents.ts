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
  "agents.owners": { may: BUILDERS, call: (caller, { organization }) => caller.agents.owners({ organization }) },
  "agents.update": {
    may: BUILDERS,
    call: (caller, { organization, ids }) =>
      caller.agents.update({ organization, id: ids.agentId, ownerMemberId: ids.memberId }),
  },
  "agents.sessions": {
    may: READERS,
    call: (caller, { organization, ids }) => caller.agents.sessions({ organization, agentId: ids.agentId }),
  },
  "agents.clearLabels": {
    may: BUILDERS,
    call: (caller, { organization, ids }) => caller.agents.clearLabels({ organization, id: ids.agentId }),
  },
  "agents.archive": {
    may: BUILDERS,
    call: (caller, { organization, ids }) => caller.agents.archive({ organization, id: ids.agentId }),
  },
  "agents.restore": {
    may: BUILDERS,
    call: (caller, { organization, ids }) => caller.agents.restore({ organization, id: ids.agentId }),
  },
  "keys.issue": {
    may: BUILDERS,
    call: (caller, { organization, ids }) => caller.keys.issue({ organization, agentId: ids.agentId }),
  },
  "keys.revoke": {
    may: BUILDERS,
    call: (caller, { organization, ids }) => caller.keys.revoke({ organization, id: ids.keyId }),
  },
  "keys.update": {
    may: BUILDERS,
    call: (caller, { organization, ids }) =>
      caller.keys.update({ organization, id: ids.keyId, connectionIds: [ids.connectionId] }),
  },
  "keys.rotate": {
    may: BUILDERS,
    call: (caller, { organization, ids }) => caller.keys.rotate({ organization, id: ids.keyId, overlapMs: 0 }),
  },
  "kills.inFlight": {
    may: BUILDERS,
    call: (caller, { organization, ids }) =>
      caller.kills.inFlight({ organization, targetKind: "connection", targetId: ids.connectionId }),
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
