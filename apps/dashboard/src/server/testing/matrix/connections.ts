import { BUILDERS, type ProcedureCases, READERS } from "./case.ts";

const secret = { kind: "bearer", value: "matrix-secret-0123456789" } as const;

export const connections: ProcedureCases = {
  "connections.acceptChange": {
    may: BUILDERS,
    call: (caller, { organization, ids: { operationId } }) =>
      caller.connections.acceptChange({ organization, operationId, candidateHash: "0".repeat(64) }),
  },
  "connections.add": {
    may: BUILDERS,
    call: (caller, { organization }) =>
      caller.connections.add({ organization, name: "matrix", url: "http://127.0.0.1:1/mcp", secret }),
  },
  "connections.disconnect": {
    may: BUILDERS,
    call: (caller, { organization, ids: { connectionId } }) =>
      caller.connections.disconnect({ organization, connectionId }),
  },
  "connections.get": {
    may: READERS,
    call: (caller, { organization, ids: { connectionId } }) => caller.connections.get({ organization, connectionId }),
  },
  "connections.liftHold": {
    may: BUILDERS,
    call: (caller, { organization, ids: { operationId } }) =>
      caller.connections.liftHold({ organization, operationId }),
  },
  "connections.list": { may: READERS, call: (caller, { organization }) => caller.connections.list({ organization }) },
  "connections.reconnect": {
    may: BUILDERS,
    call: (caller, { organization, ids: { connectionId } }) =>
      caller.connections.reconnect({ organization, connectionId }),
  },
  "connections.refresh": {
    may: BUILDERS,
    call: (caller, { organization, ids: { connectionId } }) =>
      caller.connections.refresh({ organization, connectionId }),
  },
  "connections.rejectChange": {
    may: BUILDERS,
    call: (caller, { organization, ids: { operationId } }) =>
      caller.connections.rejectChange({ organization, operationId, candidateHash: "0".repeat(64) }),
  },
  "connections.removeSecret": {
    may: BUILDERS,
    call: (caller, { organization, ids: { connectionId } }) =>
      caller.connections.removeSecret({ organization, connectionId }),
  },
  "connections.setOperationClass": {
    may: BUILDERS,
    call: (caller, { organization, ids: { operationId } }) =>
      caller.connections.setOperationClass({ organization, operationId, class: "write" }),
  },
  "connections.setOperationPrice": {
    may: BUILDERS,
    call: (caller, { organization, ids: { operationId } }) =>
      caller.connections.setOperationPrice({ organization, operationId, priceMicros: "1000" }),
  },
  "connections.setSecret": {
    may: BUILDERS,
    call: (caller, { organization, ids: { connectionId } }) =>
      caller.connections.setSecret({ organization, connectionId, secret }),
  },
  "connections.startSafeRules": {
    may: READERS,
    call: (caller, { organization, ids: { connectionId } }) =>
      caller.connections.startSafeRules({ organization, connectionId, agents: ["matrix"] }),
  },
  "connections.update": {
    may: BUILDERS,
    call: (caller, { organization, ids: { connectionId } }) =>
      caller.connections.update({ organization, connectionId, title: "Matrix", defaultSchema: "reporting" }),
  },
};
